using Aot.Daemon.Engine;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Kill: one signal, to the container's first process.</summary>
internal sealed class KillContainer(StopContainer stop, PauseContainer pause, ContainerEvents events)
{
    /// <param name="reference">As the client named the container; errors say it.</param>
    /// <param name="signal">A name or a number; null and empty mean SIGKILL.</param>
    public async Task RunAsync(ContainerEntry entry, string reference, string? signal, CancellationToken cancellationToken)
    {
        int number = string.IsNullOrEmpty(signal) ? Signals.Kill : StopContainer.ParseSignal(signal);
        Task<ContainerExit> exit = entry.NextExit;
        if (!entry.State.IsRunning || entry.Task is not { } engineTask)
        {
            throw NotRunning(entry, reference);
        }

        // A signal that means the end is a stop by a user's wish; any other is the container's own affair.
        if (number == Signals.Kill || number == StopContainer.StopSignal(entry.Record.Config.StopSignal))
        {
            exit = await stop.MarkStoppedByUserAsync(entry, cancellationToken) ?? throw NotRunning(entry, reference);
        }

        try
        {
            await engineTask.SignalAsync(number, cancellationToken);
        }
        catch (DaemonException gone) when (gone.Kind == ErrorKind.NotFound)
        {
            throw NotRunning(entry, reference);
        }

        events.Publish(entry.Record, "kill", ("signal", number.ToString()));
        if (number == Signals.Kill)
        {
            // As dockerd: who kills may rely on the container's being gone.
            await stop.AwaitKilledAsync(exit, cancellationToken);
        }
        else if (entry.Record.Config.StopSignal is null or "" || number == StopContainer.StopSignal(entry.Record.Config.StopSignal))
        {
            // As dockerd: a signal that may mean the end reaches a paused container; the engine sees to SIGKILL itself.
            await pause.MeetSignalAsync(entry);
        }
    }

    private static DaemonException NotRunning(ContainerEntry entry, string reference) =>
        DaemonException.Conflict($"Cannot kill container: {reference}: Container {entry.Id} is not running");
}
