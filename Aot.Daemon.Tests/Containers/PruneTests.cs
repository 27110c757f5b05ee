using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class PruneTests
{
    [Fact]
    public async Task What_does_not_run_is_removed_and_its_bytes_are_counted()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry running = await bench.RunAsync("web");
        ContainerEntry ended = await bench.RunToEndAsync("db");
        ContainerEntry created = bench.Create("job");
        File.WriteAllBytes(Path.Combine(ended.Folder, "fs/upper/big"), new byte[10_000]);
        ContainerPruneResponse pruned = await PruneAsync(bench, "");
        Assert.Equal([.. new[] { ended.Id, created.Id }.Order()], pruned.ContainersDeleted!.Order());
        Assert.True(pruned.SpaceReclaimed >= 10_000);
        Assert.Equal([running], bench.Directory.All());
        Assert.Equal(("prune", pruned.SpaceReclaimed.ToString()), (bench.Events.All.Last().Action, bench.Events.All.Last().Attributes["reclaimed"]));
    }

    [Theory]
    [InlineData("{\"label\":[\"keep\"]}", "keep")]
    [InlineData("{\"label!\":[\"keep\"]}", "plain")]
    [InlineData("{\"label\":[\"keep=yes\"],\"label!\":[\"keep=yes\"]}", "")]
    public async Task Labels_choose(string filters, string names)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Create("keep", change: request => request with { Labels = new() { ["keep"] = "yes" } });
        bench.Create("plain");
        string[] before = [.. bench.Directory.All().Select(entry => entry.Record.Name)];
        ContainerPruneResponse pruned = await PruneAsync(bench, filters);
        Assert.Equal(names, string.Join(' ', before.Except(bench.Directory.All().Select(entry => entry.Record.Name))));
        Assert.Equal(names.Length == 0, pruned.ContainersDeleted is null);
    }

    [Fact]
    public async Task Until_spares_what_is_younger()
    {
        var time = new ManualTime();
        await using ContainerBench bench = await ContainerBench.CreateAsync(time);
        ContainerEntry old = bench.Create("old");
        time.Advance(TimeSpan.FromHours(2));
        bench.Create("young");
        Assert.Equal([old.Id], (await PruneAsync(bench, "{\"until\":[\"1h\"]}")).ContainersDeleted!);
    }

    [Theory]
    [InlineData("{\"foo\":[\"x\"]}")]
    [InlineData("{\"until\":[\"x\"]}")]
    [InlineData("{\"until\":[\"1h\",\"2h\"]}")]
    public async Task A_filter_that_cannot_be_removes_nothing(string filters)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Create();
        Assert.Equal(ErrorKind.Invalid, (await Assert.ThrowsAsync<DaemonException>(() => PruneAsync(bench, filters))).Kind);
        Assert.Single(bench.Directory.All());
    }

    [Fact]
    public async Task What_cannot_be_removed_does_not_save_the_others()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry[] entries = [bench.Create(), bench.Create(), bench.Create()];
        string busy = Directory.CreateDirectory(Path.Combine(entries[1].Folder, "busy")).FullName;
        Mounts.Tmpfs(busy, "size=64k");
        ContainerPruneResponse pruned = await PruneAsync(bench, "");
        Assert.Equal([.. new[] { entries[0].Id, entries[2].Id }.Order()], pruned.ContainersDeleted!.Order());
        Assert.Equal(ContainerStatus.Dead, entries[1].State.Status);
    }

    private static Task<ContainerPruneResponse> PruneAsync(ContainerBench bench, string filters) =>
        bench.Do.Prune.RunAsync(Filters.Parse(filters), CancellationToken.None);
}
