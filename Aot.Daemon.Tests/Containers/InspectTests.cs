using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class InspectTests
{
    [Fact]
    public async Task A_container_that_was_never_started_has_no_files_yet()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerInspect inspect = bench.Do.Inspect.Run(bench.Create("web"), withSize: false);
        Assert.Equal(("", "", "", ""), (inspect.HostnamePath, inspect.HostsPath, inspect.ResolvConfPath, inspect.LogPath));
        Assert.Equal(("created", false, "0001-01-01T00:00:00Z"), (inspect.State.Status, inspect.State.Running, inspect.State.StartedAt));
        Assert.Equal("/web", inspect.Name);
        Assert.Null(inspect.SizeRw);
    }

    [Fact]
    public async Task A_running_container_has_its_own_files()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync("web");
        ContainerInspect inspect = bench.Do.Inspect.Run(entry, withSize: true);
        Assert.Equal(entry.Record.Config.Hostname + "\n", File.ReadAllText(inspect.HostnamePath));
        Assert.True(File.Exists(inspect.HostsPath) && File.Exists(inspect.ResolvConfPath));
        Assert.Equal(entry.LogPath, inspect.LogPath);
        Assert.Equal((true, entry.State.Pid), (inspect.State.Running, inspect.State.Pid));
        Assert.True(Directory.Exists(inspect.GraphDriver.Data["MergedDir"]));
        Assert.NotNull(inspect.SizeRw);
    }

    [Fact]
    public async Task A_container_in_anothers_network_has_the_others_files_and_name()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry other = await bench.RunAsync("db", change: request => request with { Hostname = "database" });
        ContainerEntry entry = await bench.RunAsync("web", host: host => host with { NetworkMode = "container:db" });
        ContainerInspect inspect = bench.Do.Inspect.Run(entry, withSize: false);
        Assert.Equal(ContainerFiles.HostsPath(other.Folder), inspect.HostsPath);
        Assert.Equal("database", inspect.Config.Hostname);
        Assert.False(File.Exists(ContainerFiles.HostsPath(entry.Folder)));
    }
}
