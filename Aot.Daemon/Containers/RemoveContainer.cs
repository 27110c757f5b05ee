using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Remove: the task, the mounts, the files and the name, in this order; a crash at any step leaves a container in the state `removing`,
/// whose removal is completed at the next daemon start.</summary>
internal sealed class RemoveContainer(
    ContainerStore store,
    ContainerDirectory directory,
    ContainerEvents events,
    FsSnapshotService snapshots,
    StopContainer stop)
{
    /// <param name="force">Kills a running container first.</param>
    public async Task RunAsync(ContainerEntry entry, bool force, CancellationToken cancellationToken)
    {
        ContainerTransitions.RequireRemovable(entry.Record, force);
        if (force && entry.State.IsRunning)
        {
            await stop.KillAsync(entry, cancellationToken);
        }

        // From here on it is carried through: a client that goes leaves nothing half removed.
        using (await entry.Gate.EnterAsync(cancellationToken))
        {
            ContainerTransitions.RequireRemovable(entry.Record, force: false);
            await RemoveUnderGateAsync(entry);
        }
    }

    /// <summary>Removes a container that does not run. The caller holds the gate.</summary>
    public async Task RemoveUnderGateAsync(ContainerEntry entry)
    {
        ContainerRecord record = entry.Record;
        store.Publish(entry, record with { State = record.State with { Status = ContainerStatus.Removing } }, durable: false);
        if (entry.Task is { } engineTask)
        {
            await engineTask.DeleteAsync(CancellationToken.None);
            entry.Task = null;
        }

        SharedMemory.Unmount(entry.Folder);
        snapshots.Unmount(entry.Folder);
        snapshots.Remove(entry.Folder);
        store.Remove(entry.Id);
        directory.Remove(entry);
        directory.ReleaseName(record.Name, entry.Id);
        events.Publish(record, "destroy");
        entry.AnnounceRemoval();
    }
}
