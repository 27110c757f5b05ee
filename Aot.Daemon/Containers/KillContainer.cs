using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Kill: one signal, to the container's first process.</summary>
internal sealed class KillContainer(ContainerEvents events)
{
    /// <param name="signal">A name or a number; null and empty mean SIGKILL.</param>
    public async Task RunAsync(ContainerEntry entry, string? signal, CancellationToken cancellationToken)
    {
        int number = Signals.Kill;
        if (!string.IsNullOrEmpty(signal) && !Signals.TryParse(signal, out number))
        {
            throw DaemonException.Invalid($"Invalid signal: {signal}");
        }

        ContainerRecord record = entry.Record;
        if (!record.State.IsRunning || entry.Task is not { } engineTask)
        {
            throw NotRunning(record);
        }

        Task<ContainerExit> exit = entry.NextExit;
        try
        {
            await engineTask.SignalAsync(number, cancellationToken);
        }
        catch (DaemonException gone) when (gone.Kind == ErrorKind.NotFound)
        {
            throw NotRunning(record);
        }

        events.Publish(record, "kill", ("signal", number.ToString()));
        if (number == Signals.Kill)
        {
            // As dockerd: who kills may rely on the container's being gone.
            await exit.WaitAsync(cancellationToken);
        }
    }

    private static DaemonException NotRunning(ContainerRecord record) =>
        DaemonException.Conflict($"Cannot kill container: {record.Name}: Container {record.Id} is not running");
}
