using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Stop: the stop signal, a time to comply, then SIGKILL.</summary>
internal sealed class StopContainer(ContainerStore store, ContainerEvents events, PauseContainer pause, TimeProvider time)
{
    /// <summary>Seconds between the stop signal and SIGKILL where neither request nor container says (Engine API).</summary>
    public const int DefaultTimeout = 10;

    // How long a killed container may take to be reported as ended: the kernel may be busy tearing it down. As dockerd.
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(10);

    // What timers take; whoever asks for more gets this, which is 49 days.
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMilliseconds(uint.MaxValue - 2d);

    /// <summary>Stops the container; NotModified when it does not run.</summary>
    /// <param name="signal">Overrides the container's stop signal; null does not.</param>
    /// <param name="timeout">Seconds; overrides the container's; negative waits without end; null does not override.</param>
    /// <param name="cancellationToken">Ends the stop; a container that was signalled goes on to end by itself, or not.</param>
    public Task RunAsync(ContainerEntry entry, string? signal, int? timeout, CancellationToken cancellationToken) =>
        RunAsync(entry, signal, timeout, byUser: true, cancellationToken);

    /// <summary>Stops the container because the daemon stops: its restart policy has the next daemon start it again.</summary>
    public Task RunForDaemonAsync(ContainerEntry entry, CancellationToken cancellationToken) =>
        RunAsync(entry, signal: null, timeout: null, byUser: false, cancellationToken);

    private async Task RunAsync(ContainerEntry entry, string? signal, int? timeout, bool byUser, CancellationToken cancellationToken)
    {
        ContainerTransitions.Require(entry.Record, ContainerMove.Stop);
        int number = StopSignal(string.IsNullOrEmpty(signal) ? entry.Record.Config.StopSignal : signal);
        int seconds = timeout ?? TimeoutOf(entry.Record);
        Task<ContainerExit> exit = await BeginAsync(entry, byUser, cancellationToken)
            ?? throw DaemonException.NotModified(ContainerTransitions.Of(ContainerStatus.Exited, ContainerMove.Stop).Words);

        CrashPoint.At("stop:marked");
        await SignalAsync(entry, exit, number, cancellationToken);
        CrashPoint.At("stop:signalled");
        await pause.MeetSignalAsync(entry);
        if (!await EndsWithinAsync(exit, Limit(seconds), cancellationToken))
        {
            await SignalAsync(entry, exit, Signals.Kill, cancellationToken);
            CrashPoint.At("stop:killed");
            await AwaitKilledAsync(exit, cancellationToken);
        }

        CrashPoint.At("stop:ended");
        events.Publish(entry.Record, "stop");
    }

    /// <summary>Kills what runs, and waits for its end. Harmless when nothing runs.</summary>
    /// <param name="byUser">See <see cref="BeginAsync"/>.</param>
    public async Task KillAsync(ContainerEntry entry, bool byUser, CancellationToken cancellationToken)
    {
        if (await BeginAsync(entry, byUser, cancellationToken) is { } exit)
        {
            await SignalAsync(entry, exit, Signals.Kill, cancellationToken);
            await AwaitKilledAsync(exit, cancellationToken);
        }
    }

    /// <summary>The seconds that a container is given to comply when a stop does not say; negative is no limit.</summary>
    public static int TimeoutOf(ContainerRecord record) => record.Config.StopTimeout ?? DefaultTimeout;

    /// <summary>The number of the signal that asks a container to stop; Invalid for one that does not exist.</summary>
    /// <param name="name">Null and empty mean SIGTERM.</param>
    public static int StopSignal(string? name) => string.IsNullOrEmpty(name) ? Signals.Terminate : ParseSignal(name);

    /// <summary>The number of a signal; Invalid, in dockerd's words, for one that does not exist.</summary>
    public static int ParseSignal(string name) =>
        Signals.TryParse(name, out int number) ? number : throw DaemonException.Invalid($"Invalid signal: {name}");

    /// <summary>Notes that the run is to end, before anything is sent to it; a wait for a restart ends here and now.</summary>
    /// <param name="byUser">By a user's wish, which restart policies heed; otherwise because the daemon stops.</param>
    /// <returns>The run's end; null when there is nothing to end.</returns>
    public async Task<Task<ContainerExit>?> BeginAsync(ContainerEntry entry, bool byUser, CancellationToken cancellationToken)
    {
        Task<ContainerExit> exit;
        using (await entry.Gate.EnterAsync(cancellationToken))
        {
            ContainerState state = entry.State;
            if (!ContainerTransitions.Allows(state.Status, ContainerMove.Stop))
            {
                return null;
            }

            state = state with { StoppedByUser = state.StoppedByUser || byUser };
            exit = entry.NextExit;
            if (state.Status == ContainerStatus.Restarting)
            {
                entry.PendingRestart?.TrySetResult();
                entry.PendingRestart = null;
                state = state with { Status = ContainerTransitions.Require(entry.Record, ContainerMove.GiveUp) };
                store.PublishFact(entry, state);
                entry.AnnounceExit(ContainerExit.Of(state));
            }
            else if (byUser)
            {
                store.PublishFact(entry, state);
            }
        }

        // Before the signal, and so before the answer: after a power cut no restart policy brings back what a user stopped.
        await store.SettleAsync();
        return exit;
    }

    /// <summary>Sends a signal, and tells of it before the end that it may bring about is told.</summary>
    /// <param name="run">The end of the run that is meant: one that another client has started since is spared.</param>
    /// <returns>Whether there was a process to send it to; an exit that has not been handled yet may be on its way.</returns>
    public async Task<bool> SignalAsync(ContainerEntry entry, Task<ContainerExit> run, int signal, CancellationToken cancellationToken)
    {
        // The end is handled under the gate as well.
        using (await entry.Gate.EnterAsync(cancellationToken))
        {
            if (entry.NextExit != run || entry.Task is not { } engineTask)
            {
                return false;
            }

            try
            {
                await engineTask.SignalAsync(signal, cancellationToken);
            }
            catch (DaemonException gone) when (gone.Kind == ErrorKind.NotFound)
            {
                return false;
            }

            events.Publish(entry.Record, "kill", ("signal", signal.ToString()));
            return true;
        }
    }

    /// <summary>Waits for the end of what was sent SIGKILL; System when it does not come.</summary>
    public async Task AwaitKilledAsync(Task<ContainerExit> exit, CancellationToken cancellationToken)
    {
        if (!await EndsWithinAsync(exit, KillGrace, cancellationToken))
        {
            throw DaemonException.System("tried to kill container, but did not receive an exit event");
        }
    }

    private static TimeSpan Limit(int seconds)
    {
        TimeSpan asked = TimeSpan.FromSeconds(seconds);
        return seconds < 0 ? Timeout.InfiniteTimeSpan : asked < LongestTimeout ? asked : LongestTimeout;
    }

    private async Task<bool> EndsWithinAsync(Task exit, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await exit.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
