using System.Collections.Concurrent;
using Aot.Daemon.Containers.Networking;
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
    ContainerLoader loader,
    ContainerDirectory directory,
    ContainerExits exits,
    RemoveContainer remove,
    RunResources resources,
    ContainerSandboxes sandboxes,
    TimeProvider time,
    ILogger logger)
{
    // What dockerd says of a container that the host went down under.
    private const int LostExitCode = 255;
    private const int FailedStartExitCode = 128;
    private const string CutStartError = "the daemon ended during the start";

    private LoadedContainers _loaded = new([], [], new HashSet<string>(), StatesInDoubt: false);

    /// <summary>Makes the containers known by their records. Fast: no process is asked. Nothing else may use the containers yet.</summary>
    /// <returns>The containers whose records may not be true any more, with their gates held: nobody changes them before
    /// <see cref="ReconcileAsync(IContainerEngine, IReadOnlyList{HeldContainer}, CancellationToken)"/> has looked at them.</returns>
    public async Task<IReadOnlyList<HeldContainer>> LoadAsync()
    {
        _loaded = loader.Load();
        foreach (string id in _loaded.Unreadable)
        {
            sandboxes.AdoptUnknown(id);
        }

        var held = new List<HeldContainer>();
        HashSet<string> mounted = [.. FsSnapshotService.FindMounted(store.Root)];
        foreach (ContainerEntry entry in _loaded.Entries)
        {
            TakeName(entry);
            ContainerState state = entry.State;

            // As dockerd: a container of --rm that does not run is removed, one that was never started too.
            if (state.IsRunning || state.Starting || _loaded.StatesInDoubt || Then(entry) != RestoreFollowUp.None)
            {
                held.Add(new HeldContainer(entry, await entry.Gate.EnterAsync()));
                if (state.Network is not null)
                {
                    sandboxes.Adopt(entry);
                }
                else if (_loaded.StatesInDoubt)
                {
                    sandboxes.AdoptUnknown(entry.Id); // It may run: what runs is only known later.
                }
            }
            else if (mounted.Contains(entry.Folder) || SharedMemory.Exists(entry.Folder))
            {
                _ = await resources.ReleaseAsync(entry); // Killed between an exit's record and its clean-up.
            }

            directory.Add(entry);
        }

        return held;
    }

    /// <summary>Ties the tasks that outlived the last daemon to their containers and lets the containers go, whatever happens. Containers do not wait for
    /// each other.</summary>
    /// <returns>The containers that their restart policies have started now: they are restarting, with a <see cref="ContainerEntry.PendingRestart"/>.</returns>
    public async Task<IReadOnlyList<ContainerEntry>> ReconcileAsync(
        IContainerEngine engine, IReadOnlyList<HeldContainer> held, CancellationToken cancellationToken)
    {
        var due = new ConcurrentQueue<ContainerEntry>();
        int released = 0;
        Dictionary<string, IEngineTask> tasks;
        try
        {
            tasks = (await engine.RestoreAsync(cancellationToken)).ToDictionary(task => task.ContainerId);
            var work = new List<Task>(held.Count);
            foreach (HeldContainer container in held)
            {
                tasks.Remove(container.Entry.Id, out IEngineTask? engineTask);
                work.Add(ReconcileAndReleaseAsync(container, engineTask, due));
                released++;
            }

            await Task.WhenAll(work);
        }
        finally
        {
            foreach (HeldContainer container in held.Skip(released))
            {
                container.Gate.Dispose();
            }
        }

        await DeleteLeftoversAsync(tasks.Values);
        return [.. due];
    }

    private async Task ReconcileAndReleaseAsync(HeldContainer container, IEngineTask? engineTask, ConcurrentQueue<ContainerEntry> due)
    {
        using (container.Gate)
        {
            try
            {
                if (await ReconcileAsync(container.Entry, engineTask))
                {
                    due.Enqueue(container.Entry);
                }
            }
            catch (Exception failure)
            {
                LogReconcileFailed(logger, failure, container.Entry.Id);
            }
        }
    }

    /// <returns>Whether it is to be started.</returns>
    private async Task<bool> ReconcileAsync(ContainerEntry entry, IEngineTask? engineTask)
    {
        CrashPoint.At("restore:found");
        ContainerState state = entry.State;
        entry.Task = engineTask;
        RestoreAction action = RestoreDecision.Of(state, Found(engineTask), _loaded.StatesInDoubt);
        if (action == RestoreAction.Adopt)
        {
            // A start may have been cut short after it had succeeded. If it has ended since, its exit is told next.
            store.PublishFact(entry, state with
            {
                Status = ContainerTransitions.Require(entry.Record, engineTask!.IsPaused ? ContainerMove.FoundPaused : ContainerMove.FoundRunning),
                StartingSince = null,
                Pid = engineTask.Pid > 0 ? engineTask.Pid : state.Pid,
                Network = state.Network ?? sandboxes.Held(entry.Id),
                ExitCode = 0,
                Error = "",
                StartedAt = state.StartingSince ?? (state.StartedAt == default ? time.GetUtcNow() : state.StartedAt),
            });
            await sandboxes.ReopenAsync(entry);
            return false;
        }

        _ = await resources.ReleaseAsync(entry);
        CrashPoint.At("restore:released");
        if (action == RestoreAction.RecordLoss)
        {
            exits.Record(entry, new ProcessExit(entry.Id, null, LostExitCode, time.GetUtcNow(), OomKilled: false));
        }
        else if (action == RestoreAction.RecordCutStart)
        {
            store.PublishFact(entry, state with { StartingSince = null, Network = null, ExitCode = FailedStartExitCode, Error = CutStartError });
        }

        CrashPoint.At("restore:recorded");
        switch (Then(entry))
        {
            case RestoreFollowUp.Start:
                Await(entry);
                CrashPoint.At("restore:due");
                return true;
            case RestoreFollowUp.Remove:
                await remove.RemoveUnderGateAsync(entry);
                return false;
            default:
                return false;
        }
    }

    /// <summary>Lets the container wait for its start, as for any by its policy: it can be stopped and removed meanwhile. As with dockerd its restarts count
    /// anew, unless it was waiting for one.</summary>
    private void Await(ContainerEntry entry)
    {
        ContainerState state = entry.State;
        ContainerStatus next = ContainerTransitions.Require(entry.Record, ContainerMove.FoundDue);
        entry.PendingRestart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (state.Status != next)
        {
            store.PublishFact(entry, state with { Status = next, RestartCount = 0 });
        }
    }

    private static RestoreFollowUp Then(ContainerEntry entry) =>
        RestoreDecision.Then(entry.State, entry.RemovesItself, entry.Record.HostConfig.RestartPolicy);

    private static FoundTask Found(IEngineTask? engineTask) =>
        engineTask is null ? FoundTask.None
        : engineTask.WaitAsync(CancellationToken.None).IsCompletedSuccessfully ? FoundTask.Ended
        : engineTask.Pid > 0 ? FoundTask.Running
        : FoundTask.Unstarted;

    /// <summary>Tasks whose container is gone, or whose record says that their run is over; and the folders of containers that are none.</summary>
    private async Task DeleteLeftoversAsync(IEnumerable<IEngineTask> tasks)
    {
        foreach (IEngineTask leftover in tasks)
        {
            // A container that could not be read is not loaded, and not killed for it either.
            if (!_loaded.Unreadable.Contains(leftover.ContainerId))
            {
                LogLeftover(logger, leftover.ContainerId);
                _ = await resources.DeleteAsync(leftover);
            }
        }

        CrashPoint.At("restore:tasks");
        foreach (string folder in _loaded.Leftovers)
        {
            try
            {
                resources.Unmount(folder);
                store.RemoveFolder(folder);
            }
            catch (Exception failure) when (failure is IOException or DaemonException)
            {
                LogLeftoverStays(logger, failure, folder);
            }
        }
    }

    /// <summary>Names are unique on disk unless somebody copied a folder: then one of the two gets another name, rather than not being loaded.</summary>
    private void TakeName(ContainerEntry entry)
    {
        try
        {
            directory.ReserveName(entry.Record.Name, entry.Id);
        }
        catch (DaemonException taken)
        {
            entry.Record = entry.Record with { Name = directory.ReserveFreeName(entry.Id) };
            LogNameTaken(logger, taken, entry.Id, entry.Record.Name);
        }
    }

    [LoggerMessage(2030, LogLevel.Error, "Container {Id} is now named {Name}: its name is taken")]
    private static partial void LogNameTaken(ILogger logger, Exception failure, string id, string name);

    [LoggerMessage(2031, LogLevel.Error, "Restoring container {Id} failed")]
    private static partial void LogReconcileFailed(ILogger logger, Exception failure, string id);

    [LoggerMessage(2032, LogLevel.Warning, "A task without a container, {Id}, is deleted")]
    private static partial void LogLeftover(ILogger logger, string id);

    [LoggerMessage(2033, LogLevel.Error, "The leftover folder {Folder} could not be removed")]
    private static partial void LogLeftoverStays(ILogger logger, Exception failure, string folder);
}
