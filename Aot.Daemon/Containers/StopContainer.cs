using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Stop: the stop signal, a time to comply, then SIGKILL.</summary>
internal sealed class StopContainer(ContainerStore store, ContainerEvents events, TimeProvider time)
{
    /// <summary>Seconds between the stop signal and SIGKILL where neither request nor container says (Engine API).</summary>
    public const int DefaultTimeout = 10;

    // How long a killed container may take to be reported as ended: the kernel may be busy tearing it down.
    private static readonly TimeSpan KillGrace = TimeSpan.FromSeconds(10);

    /// <summary>Stops the container; NotModified when it does not run.</summary>
    /// <param name="signal">Overrides the container's stop signal; null does not.</param>
    /// <param name="timeout">Seconds; overrides the container's; negative waits without end; null does not override.</param>
    /// <param name="cancellationToken">Ends the waiting; the container's stop goes on until its signal is handled.</param>
    public async Task RunAsync(ContainerEntry entry, string? signal, int? timeout, CancellationToken cancellationToken)
    {
        ContainerRecord record = entry.Record;
        if (!record.State.IsRunning)
        {
            throw DaemonException.NotModified("container is already stopped");
        }

        int number = StopSignal(record, signal);
        int seconds = timeout ?? record.Config.StopTimeout ?? DefaultTimeout;
        Task<ContainerExit> exit = await MarkStoppedByUserAsync(entry, cancellationToken);

        await SignalAsync(entry, number, cancellationToken);
        if (!await EndsWithinAsync(exit, seconds, cancellationToken))
        {
            await SignalAsync(entry, Signals.Kill, cancellationToken);
            await exit.WaitAsync(KillGrace, time, cancellationToken);
        }

        events.Publish(entry.Record, "stop");
    }

    /// <summary>Kills what runs, and waits for its end. Harmless when nothing runs.</summary>
    public async Task KillAsync(ContainerEntry entry, CancellationToken cancellationToken)
    {
        Task<ContainerExit> exit = await MarkStoppedByUserAsync(entry, cancellationToken);
        if (entry.State.IsRunning)
        {
            await SignalAsync(entry, Signals.Kill, cancellationToken);
            await exit.WaitAsync(KillGrace, time, cancellationToken);
        }
    }

    /// <summary>The number of the signal that asks a container to stop; Invalid for one that does not exist.</summary>
    public static int StopSignal(ContainerRecord record, string? asked)
    {
        string name = !string.IsNullOrEmpty(asked) ? asked : record.Config.StopSignal ?? "";
        if (name.Length == 0)
        {
            return Signals.Terminate;
        }

        return Signals.TryParse(name, out int number) ? number : throw DaemonException.Invalid($"Invalid signal: {name}");
    }

    private async Task<Task<ContainerExit>> MarkStoppedByUserAsync(ContainerEntry entry, CancellationToken cancellationToken)
    {
        using (await entry.Gate.EnterAsync(cancellationToken))
        {
            if (entry.State.IsRunning)
            {
                store.Publish(entry, entry.Record with { State = entry.State with { StoppedByUser = true } }, durable: false);
            }

            return entry.NextExit;
        }
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

    private async Task<bool> EndsWithinAsync(Task exit, int seconds, CancellationToken cancellationToken)
    {
        try
        {
            TimeSpan limit = seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(seconds);
            await exit.WaitAsync(limit, time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
