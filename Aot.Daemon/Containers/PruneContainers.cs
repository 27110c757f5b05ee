using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Prune: removes the containers that do not run and match the filters until, label and label!.</summary>
internal sealed class PruneContainers(ContainerDirectory directory, RemoveContainer remove, FsSnapshotService snapshots, TimeProvider time)
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
            if (record.State.Status is not (ContainerStatus.Created or ContainerStatus.Exited or ContainerStatus.Dead)
                || (until is { } limit && record.Created >= limit)
                || !FilterRules.MatchesLabels(filters, record.Config.Labels))
            {
                continue;
            }

            long size = snapshots.SizeOfChanges(entry.Folder);
            try
            {
                await remove.RunAsync(entry, force: false, cancellationToken);
            }
            catch (DaemonException moved) when (moved.Kind is ErrorKind.Conflict)
            {
                continue; // Started or removed by someone else in the meantime.
            }

            deleted.Add(record.Id);
            reclaimed += size;
        }

        return new ContainerPruneResponse(deleted.Count == 0 ? null : [.. deleted], reclaimed);
    }
}
