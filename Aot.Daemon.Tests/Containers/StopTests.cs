using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class StopTests
{
    [Fact]
    public async Task Stop_sends_the_stop_signal_and_waits_for_the_end()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(change: request => request with { StopSignal = "SIGQUIT" });
        await StopAsync(bench, entry);
        Assert.Equal((ContainerStatus.Exited, 128 + 3, true), (entry.State.Status, entry.State.ExitCode, entry.State.StoppedByUser));
        Assert.Equal(["create", "start", "kill", "die", "stop"], bench.Events.Actions);
        Assert.Equal("3", bench.Events.All.Single(told => told.Action == "kill").Attributes["signal"]);
    }

    [Fact]
    public async Task The_requests_signal_wins()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(change: request => request with { StopSignal = "SIGQUIT" });
        await bench.Do.Stop.RunAsync(entry, "INT", null, CancellationToken.None);
        Assert.Equal(128 + 2, entry.State.ExitCode);
    }

    [Theory]
    [InlineData(null, null, 10)]
    [InlineData(null, 3, 3)]
    [InlineData(4, 3, 4)]
    [InlineData(0, null, 0)]
    [InlineData(int.MaxValue, null, 4294967)]
    public async Task What_does_not_comply_is_killed_after_the_timeout(int? asked, int? configured, int seconds)
    {
        var time = new ManualTime();
        await using ContainerBench bench = await ContainerBench.CreateAsync(time);
        ContainerEntry entry = await RunStubbornAsync(bench, configured);
        Task stop = bench.Do.Stop.RunAsync(entry, null, asked, CancellationToken.None);
        if (seconds > 0)
        {
            await Eventually.TrueAsync(() => time.ActiveTimers == 1, "the stop waits");
            time.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
            Assert.Equal(ContainerStatus.Running, entry.State.Status);
            time.Advance(TimeSpan.FromSeconds(1));
        }

        await stop.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(137, entry.State.ExitCode);
        Assert.Equal(["15", "9"], bench.Events.All.Where(told => told.Action == "kill").Select(told => told.Attributes["signal"]));
    }

    [Fact]
    public async Task A_negative_timeout_waits_without_end()
    {
        var time = new ManualTime();
        await using ContainerBench bench = await ContainerBench.CreateAsync(time);
        ContainerEntry entry = await RunStubbornAsync(bench, configured: null);
        Task stop = bench.Do.Stop.RunAsync(entry, null, -1, CancellationToken.None);
        await Eventually.TrueAsync(() => bench.Events.Actions.Contains("kill"), "the signal was sent");
        time.Advance(TimeSpan.FromDays(365));
        Assert.False(stop.IsCompleted);
        await bench.Do.Kill.RunAsync(entry, "c", null, CancellationToken.None);
        await stop.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_does_not_run_is_stopped_already()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => StopAsync(bench, bench.Create()));
        Assert.Equal(ErrorKind.NotModified, refusal.Kind);
    }

    [Fact]
    public async Task What_ends_while_the_stop_waits_for_its_turn_is_stopped_already()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        Task stop;
        using (await entry.Gate.EnterAsync())
        {
            stop = StopAsync(bench, entry);
            entry.Record = entry.Record with { State = entry.State with { Status = ContainerStatus.Exited } };
        }

        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => stop.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(ErrorKind.NotModified, refusal.Kind);
    }

    [Fact]
    public async Task A_full_disk_does_not_keep_a_container_running()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        bench.RefuseStates();
        await StopAsync(bench, entry);
        Assert.Equal(ContainerStatus.Exited, entry.State.Status);
    }

    [Fact]
    public async Task An_unknown_signal_is_refused_before_anything_is_sent()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => bench.Do.Stop.RunAsync(entry, "FOO", null, CancellationToken.None));
        Assert.Equal((ErrorKind.Invalid, "Invalid signal: FOO"), (refusal.Kind, refusal.Message));
        Assert.False(entry.State.StoppedByUser);
    }

    private static Task StopAsync(ContainerBench bench, ContainerEntry entry) => bench.Do.Stop.RunAsync(entry, null, null, CancellationToken.None);

    // The exit may be told before the signal that brought it about.
    /// <summary>A container that only SIGKILL ends.</summary>
    private static Task<ContainerEntry> RunStubbornAsync(ContainerBench bench, int? configured)
    {
        bench.Engine.IsStubborn = true;
        return bench.RunAsync(change: request => request with { StopTimeout = configured });
    }
}
