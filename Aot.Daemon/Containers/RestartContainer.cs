using Aot.Daemon.Config;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Restart: stop if it runs, then start.</summary>
internal sealed class RestartContainer(StopContainer stop, StartContainer start, ContainerEvents events)
{
    public async Task RunAsync(ContainerEntry entry, DaemonSnapshot configuration, string? signal, int? timeout, CancellationToken cancellationToken)
    {
        // As dockerd: the end that a restart brings about does not remove a container of --rm.
        using (entry.KeepOnExit())
        {
            try
            {
                await stop.RunAsync(entry, signal, timeout, cancellationToken);
            }
            catch (DaemonException ended) when (ended.Kind == ErrorKind.NotModified)
            {
                // It did not run.
            }

            // The gate is free once the exit has been handled.
            using (await entry.EnterAsync(cancellationToken))
            {
            }
        }

        try
        {
            await start.RunAsync(entry, configuration, cancellationToken);
        }
        catch (DaemonException started) when (started.Kind == ErrorKind.NotModified)
        {
            // Another client's start came first; it runs anew.
        }

        events.Publish(entry.Record, "restart");
    }
}
