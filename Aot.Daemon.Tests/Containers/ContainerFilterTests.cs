using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ContainerFilterTests
{
    /// <summary>web: runs, network host, label tier=front, -v /etc:/conf. db: ended with 1. job: never started.</summary>
    [Theory]
    [InlineData("", "web")]
    [InlineData("{\"name\":[\"we\"]}", "web")]
    [InlineData("{\"name\":[\"^/web$\"]}", "web")]
    [InlineData("{\"name\":[\"^web$\",\"nosuch\"]}", "web")]
    [InlineData("{\"name\":[\"WEB\"]}", "")]
    [InlineData("{\"name\":[\"db\"]}", "")]
    [InlineData("{\"status\":[\"exited\"]}", "db")]
    [InlineData("{\"status\":[\"created\",\"running\"]}", "job web")]
    [InlineData("{\"exited\":[\"1\"]}", "")]
    [InlineData("{\"status\":[\"exited\"],\"exited\":[\"1\",\"2\"]}", "db")]
    [InlineData("{\"status\":[\"exited\"],\"exited\":[\"2\"]}", "")]
    [InlineData("{\"label\":[\"tier\"]}", "web")]
    [InlineData("{\"label\":[\"tier=front\"]}", "web")]
    [InlineData("{\"label\":[\"tier=back\"]}", "")]
    [InlineData("{\"label\":[\"tier\",\"other\"]}", "")]
    [InlineData("{\"network\":[\"host\"]}", "web")]
    [InlineData("{\"network\":[\"none\"]}", "")]
    [InlineData("{\"volume\":[\"/conf\"]}", "web")]
    [InlineData("{\"volume\":[\"/nosuch\"]}", "")]
    [InlineData("{\"ancestor\":[\"app:1\"]}", "web")]
    [InlineData("{\"ancestor\":[\"app\"]}", "")]
    [InlineData("{\"ancestor\":[\"nosuch\"]}", "")]
    [InlineData("{\"before\":[\"job\"]}", "web")]
    [InlineData("{\"since\":[\"web\"]}", "")]
    [InlineData("{\"status\":[\"exited\",\"created\"],\"since\":[\"web\"]}", "job db")]
    [InlineData("{\"status\":[\"exited\",\"created\"],\"before\":[\"job\"]}", "db")]
    [InlineData("{\"health\":[\"none\"]}", "web")]
    [InlineData("{\"health\":[\"healthy\"]}", "")]
    [InlineData("{\"is-task\":[\"false\"]}", "web")]
    [InlineData("{\"is-task\":[\"true\"]}", "")]
    [InlineData("{\"expose\":[\"80\"]}", "web")]
    [InlineData("{\"expose\":[\"80/udp\"]}", "")]
    [InlineData("{\"publish\":[\"80\"]}", "")]
    public async Task A_filter_lists_what_it_names(string filters, string names)
    {
        await using ContainerBench bench = await CreateAsync();
        ContainerSummary[] found = bench.Do.List.Run(all: false, limit: null, withSize: false, Filters.Parse(filters));
        Assert.Equal(names, string.Join(' ', found.Select(summary => summary.Names[0][1..])));
    }

    [Fact]
    public async Task An_id_filter_takes_a_prefix()
    {
        await using ContainerBench bench = await CreateAsync();
        string id = bench.Directory.Find("web").Id;
        Assert.Single(bench.Do.List.Run(false, null, false, Filters.Parse($"{{\"id\":[\"{id[..8]}\"]}}")));
        Assert.Empty(bench.Do.List.Run(false, null, false, Filters.Parse($"{{\"id\":[\"{id[8..]}\"]}}")));
    }

    [Theory]
    [InlineData("{\"foo\":[\"x\"]}", ErrorKind.Invalid, "invalid filter 'foo'")]
    [InlineData("{\"status\":[\"flying\"]}", ErrorKind.Invalid, "invalid filter 'status=[flying]'")]
    [InlineData("{\"exited\":[\"x\"]}", ErrorKind.Invalid, "invalid filter 'exited=[x]'")]
    [InlineData("{\"health\":[\"x\"]}", ErrorKind.Invalid, "invalid filter 'health=[x]'")]
    [InlineData("{\"is-task\":[\"x\"]}", ErrorKind.Invalid, "invalid filter 'is-task=[x]'")]
    [InlineData("{\"name\":[\"(\"]}", ErrorKind.Invalid, "invalid filter 'name=[(]'")]
    [InlineData("{\"before\":[\"nosuch\"]}", ErrorKind.NotFound, "No such container: nosuch")]
    internal async Task A_filter_that_cannot_be_is_refused(string filters, ErrorKind kind, string words)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        DaemonException refusal = Assert.Throws<DaemonException>(() => bench.Do.List.Run(false, null, false, Filters.Parse(filters)));
        Assert.Equal((kind, words), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public async Task A_name_pattern_that_would_never_end_is_refused()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        await bench.RunAsync(new string('a', 60));
        var filters = Filters.Parse("{\"name\":[\"^(a+)+!$\"]}");
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<DaemonException>(() => bench.Do.List.Run(false, null, false, filters)).Kind);
    }

    private static async Task<ContainerBench> CreateAsync()
    {
        ContainerBench bench = await ContainerBench.CreateAsync();
        await bench.RunAsync(
            "web",
            host: host => host with { NetworkMode = "host", Binds = ["/etc:/conf:ro"] },
            change: request => request with { Labels = new() { ["tier"] = "front" }, ExposedPorts = new() { ["80/tcp"] = new EmptyObject() } });
        await bench.RunToEndAsync("db", "false");
        bench.Create("job");
        return bench;
    }
}
