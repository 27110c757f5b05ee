using Aot.Daemon.Config;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Restart: stop if it runs, then start.</summary>
internal sealed class RestartContainer(StopContainer stop, StartContainer start, ContainerEvents events)
{
    public async Task RunAsync(ContainerEntry entry, DaemonSnapshot configuration, string? signal, int? timeout, CancellationToken cancellationToken)
    {
        entry.KeepOnExit = true; // As dockerd: the end that a restart brings about does not remove a container of --rm.
        try
        {
            await stop.RunAsync(entry, signal, timeout, cancellationToken);
        }
        catch (DaemonException ended) when (ended.Kind == ErrorKind.NotModified)
        {
            // It did not run.
        }
        finally
        {
            // Under the gate, and so after the handling of the exit.
            using (await entry.Gate.EnterAsync(CancellationToken.None))
            {
                entry.KeepOnExit = false;
            }
        }

        await start.RunAsync(entry, configuration, cancellationToken);
        events.Publish(entry.Record, "restart");
    }
}
