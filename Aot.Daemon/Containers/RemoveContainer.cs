using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>
/// Remove. What the last run held is given back; then the record is deleted, and with it the container; then its files. A crash before the deletion
/// leaves the container as it was; one after it leaves a folder without a record, which the next daemon start removes.
/// </summary>
internal sealed class RemoveContainer(
    ContainerStore store,
    ContainerDirectory directory,
    ContainerEvents events,
    FsSnapshotService snapshots,
    RunResources resources,
    StopContainer stop,
    ContainerMetrics metrics)
{
    /// <param name="force">Kills a running container first, and keeps one that waits for its restart from it.</param>
    public async Task RunAsync(ContainerEntry entry, bool force, CancellationToken cancellationToken)
    {
        ContainerTransitions.Require(entry.Record, force ? ContainerMove.ForceRemove : ContainerMove.Remove);

        // The removal is this one's: not that of the exit which it brings about.
        using (entry.KeepOnExit())
        {
            // A start that is under way when the removal is asked for comes first: what it starts is killed, too.
            do
            {
                if (force && entry.State.IsUp)
                {
                    await KillAsync(entry, cancellationToken);
                }

                CrashPoint.At("remove:killed");
            }
            while (!await TryRemoveAsync(entry, force, cancellationToken));
        }
    }

    /// <summary>Removes a container that does not run. The caller holds the gate. On failure the container is dead: it can only be removed again.</summary>
    public async Task RemoveUnderGateAsync(ContainerEntry entry)
    {
        long begun = metrics.Now();
        ContainerRecord record = entry.Record;
        SetStatus(entry, record, ContainerTransitions.Require(record, ContainerMove.Remove));
        entry.Attachments.Fail(DaemonException.Conflict($"container {entry.Id} was removed"));
        CrashPoint.At("remove:marked");
        try
        {
            if (await resources.ReleaseAsync(entry) is { } held)
            {
                throw DaemonException.System(held.Message, held);
            }

            CrashPoint.At("remove:released");
            store.Delete(entry.Folder);
            CrashPoint.At("remove:deleted");
            snapshots.Remove(entry.Folder);
            CrashPoint.At("remove:filesystem");
            store.RemoveFolder(entry.Folder);
            CrashPoint.At("remove:folder");
        }
        catch (Exception failure)
        {
            SetStatus(entry, record, ContainerTransitions.Require(entry.Record, ContainerMove.RemovalFailed));
            string reason = $"container {entry.Id} could not be removed: {failure.Message}";
            entry.AnnounceRemovalFailure(reason);
            throw DaemonException.System(reason, failure);
        }

        directory.Remove(entry);
        directory.ReleaseName(record.Name, entry.Id);
        events.Publish(record, "destroy");
        entry.AnnounceRemoval();
        metrics.Done(ContainerMetrics.Delete, begun);
    }

    /// <summary>Removes what does not run. From the gate on it is carried through: a client that goes leaves nothing half removed.</summary>
    /// <returns>False when it has been started meanwhile and is to be killed for it.</returns>
    private async Task<bool> TryRemoveAsync(ContainerEntry entry, bool force, CancellationToken cancellationToken)
    {
        using (await entry.EnterAsync(cancellationToken))
        {
            if (force && entry.State.IsUp)
            {
                return false;
            }

            ContainerTransitions.Require(entry.Record, ContainerMove.Remove);
            await RemoveUnderGateAsync(entry);
            return true;
        }
    }

    // In memory only: what is on disk stays true until the record is deleted.
    private static void SetStatus(ContainerEntry entry, ContainerRecord record, ContainerStatus status) =>
        entry.Record = record with { State = record.State with { Status = status } };

    private async Task KillAsync(ContainerEntry entry, CancellationToken cancellationToken)
    {
        try
        {
            await stop.KillAsync(entry, byUser: true, cancellationToken);
        }
        catch (DaemonException failure)
        {
            throw new DaemonException(failure.Kind, $"Could not kill running container {entry.Id}, cannot remove - {failure.Message}", failure);
        }
    }
}
