using Aot.Daemon.Config;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Restart: stop if it runs, then start.</summary>
internal sealed class RestartContainer(StopContainer stop, StartContainer start, ContainerEvents events)
{
    /// <param name="reference">As the client named the container; errors say it. As dockerd, whatever goes wrong is a System failure.</param>
    public async Task RunAsync(
        ContainerEntry entry, string reference, DaemonSnapshot configuration, string? signal, int? timeout, CancellationToken cancellationToken)
    {
        try
        {
            await StopAsync(entry, signal, timeout, cancellationToken);
            await StartAsync(entry, configuration, cancellationToken);
        }
        catch (Exception failure) when (failure is DaemonException or RuntimeStartException)
        {
            throw DaemonException.System($"Cannot restart container {reference}: {failure.Message}", failure);
        }

        events.Publish(entry.Record, "restart");
    }

    private async Task StopAsync(ContainerEntry entry, string? signal, int? timeout, CancellationToken cancellationToken)
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
    }

    private async Task StartAsync(ContainerEntry entry, DaemonSnapshot configuration, CancellationToken cancellationToken)
    {
        try
        {
            await start.RunAsync(entry, configuration, cancellationToken);
        }
        catch (DaemonException started) when (started.Kind == ErrorKind.NotModified)
        {
            // Another client's start came first; it runs anew.
        }
    }
}
