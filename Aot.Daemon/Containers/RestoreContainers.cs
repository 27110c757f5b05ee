using Aot.Daemon.Engine;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>
/// At daemon start, brings what the records say together with what runs. A record that says running without a task has lost it
/// to a reboot; one that says starting was cut short; a task without such a record is a leftover of a cut start and is deleted.
/// </summary>
internal sealed partial class RestoreContainers(
    ContainerStore store,
    ContainerDirectory directory,
    ContainerExits exits,
    RemoveContainer remove,
    FsSnapshotService snapshots,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>Makes the containers known by their records. Fast: no process is asked.</summary>
    /// <returns>The containers whose records may not be true any more, with their gates held: nobody changes them before
    /// <see cref="ReconcileAsync(IContainerEngine, IReadOnlyList{HeldContainer}, CancellationToken)"/> has looked at them.</returns>
    public async Task<IReadOnlyList<HeldContainer>> LoadAsync()
    {
        var held = new List<HeldContainer>();
        foreach (ContainerEntry entry in store.Load())
        {
            try
            {
                directory.ReserveName(entry.Record.Name, entry.Id);
            }
            catch (DaemonException taken)
            {
                LogNameTaken(logger, taken, entry.Id);
                continue;
            }

            if (entry.State.IsRunning || entry.State.Starting || entry.State.Status == ContainerStatus.Removing)
            {
                held.Add(new HeldContainer(entry, await entry.Gate.EnterAsync()));
            }

            directory.Add(entry);
        }

        return held;
    }

    /// <summary>Ties the tasks that outlived the last daemon to their containers and lets the containers go.</summary>
    public async Task ReconcileAsync(IContainerEngine engine, IReadOnlyList<HeldContainer> held, CancellationToken cancellationToken)
    {
        Dictionary<string, IEngineTask> tasks = (await engine.RestoreAsync(cancellationToken)).ToDictionary(task => task.ContainerId);
        foreach (HeldContainer container in held)
        {
            using (container.Gate)
            {
                try
                {
                    tasks.Remove(container.Entry.Id, out IEngineTask? engineTask);
                    await ReconcileAsync(container.Entry, engineTask);
                }
                catch (Exception failure)
                {
                    LogReconcileFailed(logger, failure, container.Entry.Id);
                }
            }
        }

        foreach (IEngineTask leftover in tasks.Values)
        {
            LogLeftover(logger, leftover.ContainerId);
            await leftover.DeleteAsync(cancellationToken);
        }
    }

    private async Task ReconcileAsync(ContainerEntry entry, IEngineTask? engineTask)
    {
        ContainerRecord record = entry.Record;
        if (record.State.Status == ContainerStatus.Removing)
        {
            entry.Task = engineTask;
            await remove.RemoveUnderGateAsync(entry);
            return;
        }

        if (engineTask is not null && (record.State.IsRunning || engineTask.Pid > 0))
        {
            // Killed between the start and the record of it: what runs is the truth.
            entry.Task = engineTask;
            store.Publish(
                entry,
                record with
                {
                    State = record.State with
                    {
                        Status = ContainerStatus.Running,
                        Starting = false,
                        Pid = engineTask.Pid,
                        StartedAt = record.State.Starting ? time.GetUtcNow() : record.State.StartedAt,
                    },
                },
                durable: false);
            return;
        }

        if (engineTask is not null)
        {
            await engineTask.DeleteAsync(CancellationToken.None);
        }

        SharedMemory.Unmount(entry.Folder);
        snapshots.Unmount(entry.Folder);
        if (record.State.IsRunning)
        {
            // The host went down under it. 255 is what dockerd says of such a container.
            exits.Record(entry, new ProcessExit(entry.Id, null, LostExitCode, time.GetUtcNow(), OomKilled: false));
        }
        else if (record.State.Starting)
        {
            store.Publish(entry, record with { State = record.State with { Starting = false } }, durable: false);
        }

        if (record.State.IsRunning && record.HostConfig.AutoRemove)
        {
            await remove.RemoveUnderGateAsync(entry);
        }
    }

    private const int LostExitCode = 255;

    [LoggerMessage(2030, LogLevel.Error, "Container {Id} is not loaded: its name is taken")]
    private static partial void LogNameTaken(ILogger logger, Exception failure, string id);

    [LoggerMessage(2031, LogLevel.Error, "Restoring container {Id} failed")]
    private static partial void LogReconcileFailed(ILogger logger, Exception failure, string id);

    [LoggerMessage(2032, LogLevel.Warning, "A task without a container, {Id}, is deleted")]
    private static partial void LogLeftover(ILogger logger, string id);
}
