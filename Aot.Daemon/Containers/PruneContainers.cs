using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Prune: removes the containers that do not run and match the filters until, label and label!.</summary>
internal sealed partial class PruneContainers(
    ContainerDirectory directory, RemoveContainer remove, ContainerEvents events, FsSnapshotService snapshots, TimeProvider time, ILogger logger)
{
    private static readonly string[] Known = ["until", "label", "label!"];

    public async Task<ContainerPruneResponse> RunAsync(Filters filters, CancellationToken cancellationToken)
    {
        FilterRules.RequireKnown(filters, Known);
        DateTimeOffset? until = FilterRules.Until(filters, time.GetUtcNow());
        var deleted = new List<string>();
        long reclaimed = 0;
        foreach (ContainerEntry entry in directory.All())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ContainerRecord record = entry.Record;
            if (!ContainerTransitions.Allows(record.State.Status, ContainerMove.Remove)
                || (until is { } limit && record.Created >= limit)
                || !FilterRules.MatchesLabels(filters, record.Config.Labels))
            {
                continue;
            }

            try
            {
                long size = snapshots.SizeOfChanges(entry.Folder);
                await remove.RunAsync(entry, force: false, cancellationToken);
                deleted.Add(record.Id);
                reclaimed += size;
            }
            catch (DaemonException stays)
            {
                // Started or removed by someone else in the meantime; or it cannot be, which does not save the others.
                LogNotPruned(logger, stays, record.Id);
            }
        }

        events.PublishPrune(reclaimed);
        return new ContainerPruneResponse(deleted.Count == 0 ? null : [.. deleted], reclaimed);
    }

    [LoggerMessage(2060, LogLevel.Warning, "Container {Id} was not pruned")]
    private static partial void LogNotPruned(ILogger logger, Exception failure, string id);
}
