using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Kill: one signal, to the container's first process.</summary>
internal sealed class KillContainer(StopContainer stop, PauseContainer pause)
{
    /// <param name="reference">As the client named the container; errors say it.</param>
    /// <param name="signal">A name or a number; null and empty mean SIGKILL.</param>
    public async Task RunAsync(ContainerEntry entry, string reference, string? signal, CancellationToken cancellationToken)
    {
        long given = Read(signal);
        if (!Signals.Exists(given))
        {
            throw DaemonException.System($"Cannot kill container: {reference}: The linux daemon does not support signal {(ulong)given}");
        }

        int number = (int)given;
        ContainerTransitions.Require(entry.Record, ContainerMove.Kill, reference);
        Task<ContainerExit> exit = entry.NextExit;
        if (MeansStop(number, entry.Record.Config.StopSignal))
        {
            exit = await stop.BeginAsync(entry, byUser: true, cancellationToken) ?? throw NotRunning(entry, reference);
        }

        // What has ended by itself meanwhile, or waits for its restart, has no process: as for dockerd that is no failure.
        _ = await stop.SignalAsync(entry, exit, number, cancellationToken);
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

    /// <summary>The number of a signal, which need not exist; Invalid, in dockerd's words, for what is none.</summary>
    /// <param name="signal">Null and empty mean SIGKILL.</param>
    public static long Read(string? signal) =>
        string.IsNullOrEmpty(signal) ? Signals.Kill : Signals.TryRead(signal, out long number) ? number : throw DaemonException.Invalid($"Invalid signal: {signal}");

    /// <summary>Whether a signal asks for the end, so that a restart policy must not undo it. Any other is the container's own affair: dockerd takes every
    /// signal for a stop where no stop signal is set, so that a reload by SIGHUP costs a container its policy (moby#41302).</summary>
    private static bool MeansStop(int signal, string? stopSignal) =>
        signal == Signals.Kill
        || signal == StopContainer.StopSignal(stopSignal)
        || (string.IsNullOrEmpty(stopSignal) && signal == Signals.Interrupt);

    private static DaemonException NotRunning(ContainerEntry entry, string reference) =>
        DaemonException.Conflict($"Cannot kill container: {reference}: Container {entry.Id} is not running");
}
