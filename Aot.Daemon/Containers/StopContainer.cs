using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Stop: the stop signal, a time to comply, then SIGKILL.</summary>
internal sealed class StopContainer(ContainerStore store, ContainerEvents events, TimeProvider time)
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
    public async Task RunAsync(ContainerEntry entry, string? signal, int? timeout, CancellationToken cancellationToken)
    {
        if (!entry.State.IsRunning)
        {
            throw NotRunning();
        }

        int number = StopSignal(string.IsNullOrEmpty(signal) ? entry.Record.Config.StopSignal : signal);
        int seconds = timeout ?? entry.Record.Config.StopTimeout ?? DefaultTimeout;
        Task<ContainerExit> exit = await MarkStoppedByUserAsync(entry, cancellationToken) ?? throw NotRunning();

        CrashPoint.At("stop:marked");
        await SignalAsync(entry, number, cancellationToken);
        CrashPoint.At("stop:signalled");
        if (!await EndsWithinAsync(exit, Limit(seconds), cancellationToken))
        {
            await SignalAsync(entry, Signals.Kill, cancellationToken);
            CrashPoint.At("stop:killed");
            await AwaitKilledAsync(exit, cancellationToken);
        }

        CrashPoint.At("stop:ended");
        events.Publish(entry.Record, "stop");
    }

    /// <summary>Kills what runs, and waits for its end. Harmless when nothing runs.</summary>
    public async Task KillAsync(ContainerEntry entry, CancellationToken cancellationToken)
    {
        if (await MarkStoppedByUserAsync(entry, cancellationToken) is { } exit)
        {
            await SignalAsync(entry, Signals.Kill, cancellationToken);
            await AwaitKilledAsync(exit, cancellationToken);
        }
    }

    /// <summary>The number of the signal that asks a container to stop; Invalid for one that does not exist.</summary>
    /// <param name="name">Null and empty mean SIGTERM.</param>
    public static int StopSignal(string? name) => string.IsNullOrEmpty(name) ? Signals.Terminate : ParseSignal(name);

    /// <summary>The number of a signal; Invalid, in dockerd's words, for one that does not exist.</summary>
    public static int ParseSignal(string name) =>
        Signals.TryParse(name, out int number) ? number : throw DaemonException.Invalid($"Invalid signal: {name}");

    /// <summary>Notes that the run ends by a user's wish.</summary>
    /// <returns>The run's end; null when nothing runs.</returns>
    public async Task<Task<ContainerExit>?> MarkStoppedByUserAsync(ContainerEntry entry, CancellationToken cancellationToken)
    {
        using (await entry.Gate.EnterAsync(cancellationToken))
        {
            if (!entry.State.IsRunning)
            {
                return null;
            }

            store.PublishFact(entry, entry.State with { StoppedByUser = true });
            return entry.NextExit;
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

    private static DaemonException NotRunning() => DaemonException.NotModified("container is already stopped");

    private static TimeSpan Limit(int seconds)
    {
        TimeSpan asked = TimeSpan.FromSeconds(seconds);
        return seconds < 0 ? Timeout.InfiniteTimeSpan : asked < LongestTimeout ? asked : LongestTimeout;
    }

    private async Task SignalAsync(ContainerEntry entry, int signal, CancellationToken cancellationToken)
    {
        if (entry.Task is not { } engineTask)
        {
            return;
        }

        try
        {
            await engineTask.SignalAsync(signal, cancellationToken);
            events.Publish(entry.Record, "kill", ("signal", signal.ToString()));
        }
        catch (DaemonException gone) when (gone.Kind == ErrorKind.NotFound)
        {
            // It ended by itself in the meantime; its exit is on the way.
        }
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
