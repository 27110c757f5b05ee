using Aot.Daemon.Containers;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Engine;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class PauseTests
{
    [Fact]
    public async Task Pausing_and_unpausing_change_the_state_and_tell_it()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        await bench.Do.Pause.PauseAsync(entry, CancellationToken.None);
        Assert.Equal((ContainerStatus.Paused, true, true), (entry.State.Status, entry.State.IsRunning, entry.Task!.IsPaused));
        await bench.Do.Pause.UnpauseAsync(entry, CancellationToken.None);
        Assert.Equal((ContainerStatus.Running, false), (entry.State.Status, entry.Task!.IsPaused));
        Assert.Equal(["create", "start", "pause", "unpause"], bench.Events.Actions);
    }

    [Theory]
    [InlineData(ContainerStatus.Created, "Container ID is not running", ErrorKind.Conflict, "Container ID is not paused")]
    [InlineData(ContainerStatus.Exited, "Container ID is not running", ErrorKind.Conflict, "Container ID is not paused")]
    [InlineData(ContainerStatus.Removing, "Container ID is not running", ErrorKind.Conflict, "Container ID is not paused")]
    [InlineData(ContainerStatus.Dead, "Container ID is not running", ErrorKind.Conflict, "Container ID is not paused")]
    [InlineData(ContainerStatus.Restarting, "Container ID is restarting, wait until the container is running", ErrorKind.Conflict, "Container ID is not paused")]
    [InlineData(ContainerStatus.Paused, "Container ID is already paused", ErrorKind.Conflict, null)]
    [InlineData(ContainerStatus.Running, null, default(ErrorKind), "Container ID is not paused")]
    internal void The_state_decides(ContainerStatus status, string? pause, ErrorKind kind, string? unpause)
    {
        ContainerRecord record = TestRecords.Create("ID", "c", status);
        var refusal = Record.Exception(() => ContainerTransitions.Require(record, ContainerMove.Pause)) as DaemonException;
        Assert.Equal((pause, pause is null ? default(ErrorKind?) : kind), (refusal?.Message, refusal?.Kind));
        refusal = Record.Exception(() => ContainerTransitions.Require(record, ContainerMove.Unpause)) as DaemonException;
        Assert.Equal((unpause, unpause is null ? default(ErrorKind?) : ErrorKind.System), (refusal?.Message, refusal?.Kind));
    }

    [Fact]
    public async Task What_the_runtime_refuses_changes_nothing()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        bench.Engine.Inner.ControlFailures.Enqueue(DaemonException.System("no freezer"));
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => bench.Do.Pause.PauseAsync(entry, CancellationToken.None));
        Assert.Equal((ErrorKind.System, $"Cannot pause container {entry.Id}: no freezer"), (failure.Kind, failure.Message));
        Assert.Equal(ContainerStatus.Running, entry.State.Status);
        Assert.Equal(["create", "start"], bench.Events.Actions);
    }

    [Fact]
    public async Task Stopping_a_paused_container_lets_it_go_on_to_meet_the_signal()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync(command: EngineContract.Trapping);
        await bench.Do.Pause.PauseAsync(entry, CancellationToken.None);
        await bench.Do.Stop.RunAsync(entry, null, null, CancellationToken.None);
        Assert.Equal((ContainerStatus.Exited, 7), (entry.State.Status, entry.State.ExitCode));
        Assert.Equal(["create", "start", "pause", "kill", "unpause", "die", "stop"], bench.Events.Actions);
    }

    [Fact]
    public async Task A_container_that_does_not_go_on_is_killed_when_the_time_is_up()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        await bench.Do.Pause.PauseAsync(entry, CancellationToken.None);
        bench.Engine.Inner.ControlFailures.Enqueue(DaemonException.System("no"));
        await bench.Do.Stop.RunAsync(entry, null, 0, CancellationToken.None);
        Assert.Equal((ContainerStatus.Exited, 137), (entry.State.Status, entry.State.ExitCode));
    }

    [Fact]
    public async Task A_new_daemon_asks_what_runs_whether_it_stands_still()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        string paused = (await bench.RunAsync()).Id;
        ContainerEntry unpaused = await bench.RunAsync();
        await bench.Do.Pause.PauseAsync(bench.Directory.Find(paused), CancellationToken.None);
        await bench.Do.Pause.PauseAsync(unpaused, CancellationToken.None);

        // Killed between the resume and its record.
        await unpaused.Task!.ResumeAsync(CancellationToken.None);
        await bench.RestartDaemonAsync();
        Assert.Equal(ContainerStatus.Paused, bench.Directory.Find(paused).State.Status);
        Assert.Equal(ContainerStatus.Running, bench.Directory.Find(unpaused.Id).State.Status);
        await bench.Do.Pause.UnpauseAsync(bench.Directory.Find(paused), CancellationToken.None);
    }

    [Fact]
    public async Task Top_shows_what_the_engine_says_belongs_to_the_container()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        await Assert.ThrowsAsync<DaemonException>(() => bench.Do.Top.RunAsync(entry, "-o pid=x", CancellationToken.None));
        Assert.Equal(["create", "start"], bench.Events.Actions);
        await bench.Do.Top.RunAsync(entry, "-o pid,ppid", CancellationToken.None);
        Assert.Equal(["create", "start", "top"], bench.Events.Actions);
    }
}
