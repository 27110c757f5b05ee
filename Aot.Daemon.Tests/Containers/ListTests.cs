using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ListTests
{
    [Theory]
    [InlineData(false, null, "c2")]
    [InlineData(true, null, "c3 c2 c1")]
    [InlineData(false, 2, "c3 c2")]
    [InlineData(false, 9, "c3 c2 c1")]
    [InlineData(false, 0, "c2")]
    [InlineData(false, -1, "c2")]
    [InlineData(true, 1, "c3")]
    public async Task The_newest_come_first_and_a_limit_counts_what_does_not_run_too(bool all, int? limit, string names)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Create("c1");
        await bench.RunAsync("c2");
        bench.Create("c3");
        ContainerSummary[] found = bench.Do.List.Run(all, limit, withSize: false, Filters.None);
        Assert.Equal(names, string.Join(' ', found.Select(summary => summary.Names[0][1..])));
    }

    [Fact]
    public async Task A_summary_tells_what_ps_prints()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync("web", change: request => request with { Labels = new() { ["a"] = "b" } });
        ContainerSummary summary = Assert.Single(bench.Do.List.Run(false, null, withSize: true, Filters.None));
        Assert.Equal((entry.Id, "/web", "app:1", "running", "sleep 1000"), (summary.Id, summary.Names[0], summary.Image, summary.State, summary.Command));
        Assert.StartsWith("Up ", summary.Status, StringComparison.Ordinal);
        Assert.Equal("b", summary.Labels["a"]);
        Assert.Equal("none", summary.HostConfig.NetworkMode);
        Assert.True(summary.SizeRootFs >= summary.SizeRw + "hello".Length);
    }

    [Fact]
    public async Task A_container_that_is_busy_is_not_waited_for()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync("web");
        using (await entry.Gate.EnterAsync())
        {
            Assert.Single(bench.Do.List.Run(false, null, false, Filters.None));
            Assert.Equal("running", bench.Do.Inspect.Run(entry, withSize: false).State.Status);
        }
    }
}
