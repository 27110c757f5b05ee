using Aot.Daemon.Logs;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Attach;

/// <summary>Attaching to containers and sizing their terminals.</summary>
internal sealed class AttachService(IContainerDirectory containers, LogService logs, ContainerEvents events, ILogger logger)
{
    /// <summary>Attaches to a container that runs, or registers for its next start. Conflict for a paused or restarting one.</summary>
    public async Task<AttachSession> AttachAsync(string reference, AttachQuery query, CancellationToken cancellationToken)
    {
        ContainerEntry entry = containers.Find(reference);
        ContainerTransitions.Require(entry.Record, ContainerMove.Attach, reference);
        if (query.Logs)
        {
            LogService.RequireReadable(entry);
        }

        var session = new AttachSession(entry, query, logs, events, logger);
        try
        {
            await session.BeginAsync(cancellationToken);
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Sets the size of a running container's terminal, in characters.</summary>
    public async Task ResizeAsync(string reference, int columns, int rows, CancellationToken cancellationToken)
    {
        ContainerEntry entry = containers.Find(reference);
        ContainerTransitions.Require(entry.Record, ContainerMove.Resize);
        if (entry.Task is not { } engineTask)
        {
            throw DaemonException.Conflict($"Container {entry.Id} is not running");
        }

        await engineTask.ResizeAsync(columns, rows, cancellationToken);
        events.Publish(entry.Record, "resize", ("height", rows.ToString()), ("width", columns.ToString()));
    }
}
