using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class RestartTests
{
    [Fact]
    public async Task A_running_container_is_stopped_and_started()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        int pid = entry.State.Pid;
        await RestartAsync(bench, entry);
        Assert.Equal(ContainerStatus.Running, entry.State.Status);
        Assert.NotEqual(pid, entry.State.Pid);
        Assert.False(entry.State.StoppedByUser);
        Assert.Equal("restart", bench.Events.Actions[^1]);
    }

    [Fact]
    public async Task A_stopped_container_is_started()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        await RestartAsync(bench, entry);
        Assert.Equal(ContainerStatus.Running, entry.State.Status);
    }

    [Fact]
    public async Task A_container_of_rm_lives_through_restarts_and_goes_with_its_last_end()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(host: host => host with { AutoRemove = true });
        await Task.WhenAll(RestartAsync(bench, entry), RestartAsync(bench, entry));
        Assert.Equal(ContainerStatus.Running, entry.State.Status);
        await bench.Do.Kill.RunAsync(entry, "c", null, CancellationToken.None);
        Assert.Null(await entry.Removed.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task What_goes_wrong_says_what_was_to_be_done()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create(command: "/no/such");
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => RestartAsync(bench, entry));
        Assert.Equal(ErrorKind.System, failure.Kind);
        Assert.StartsWith("Cannot restart container c: ", failure.Message, StringComparison.Ordinal);
        Assert.Equal(127, entry.State.ExitCode);
    }

    private static Task RestartAsync(ContainerBench bench, ContainerEntry entry) =>
        bench.Do.Restart.RunAsync(entry, "c", bench.Configuration, null, null, CancellationToken.None);
}
