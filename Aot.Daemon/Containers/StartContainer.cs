using Aot.Daemon.Config;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Engine;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Linux;
using Aot.Daemon.Logs;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>
/// Start, in dockerd's order (the numbers in <see cref="StartUnderGateAsync"/>). Every step that made something pushes its undo; a failure leaves the container
/// as it was, with the error and an exit code (126, 127 or 128) in its record.
/// </summary>
internal sealed partial class StartContainer(
    ContainerStore store,
    ContainerEvents events,
    FsSnapshotService snapshots,
    RunResources resources,
    RecordedSettings settings,
    ContainerSandboxes sandboxes,
    ContainerSpecs specs,
    IContainerEngine engine,
    RemoveContainer remove,
    CgroupMoves cgroupMoves,
    ContainerMetrics metrics,
    TimeProvider time,
    ILogger logger)
{
    // As dockerd, for a start that failed before its command was looked at.
    private const int FailedStartExitCode = 128;

    private volatile bool _isClosed;

    /// <summary>From now on no start begins: the daemon stops.</summary>
    public void Close() => _isClosed = true;

    /// <summary>As the other, with what every start but a strange one asks for.</summary>
    public Task RunAsync(ContainerEntry entry, DaemonSnapshot configuration, CancellationToken cancellationToken) =>
        RunAsync(entry, configuration, checkpointFolder: null, cancellationToken);

    /// <summary>Starts the container; returns once its process runs. Once begun, a start is carried through or undone whatever the client does.</summary>
    /// <param name="checkpointFolder">Null and empty; Forbidden for any other, once the container's state is found to allow a start.</param>
    public async Task RunAsync(ContainerEntry entry, DaemonSnapshot configuration, string? checkpointFolder, CancellationToken cancellationToken)
    {
        using (await entry.EnterAsync(cancellationToken))
        {
            // 1 Checks. What they refuse leaves no trace in the record: nothing was tried.
            ContainerTransitions.Require(entry.Record, ContainerMove.Start);
            settings.Verify(entry, configuration);
            if (!string.IsNullOrEmpty(checkpointFolder))
            {
                throw DaemonException.Forbidden("custom checkpointdir is not supported");
            }

            if (_isClosed)
            {
                throw DaemonException.Unavailable("the daemon is stopping");
            }

            entry.RestartDelay = TimeSpan.Zero;
            await StartOrRecordFailureAsync(entry, configuration, entry.State with { RestartCount = 0 });
        }
    }

    /// <summary>Starts a container whose wait for its restart is over. Nothing happens when the wait was ended otherwise, or the daemon stops; failures are
    /// those of any start, and leave the container exited: as with dockerd, its policy does not try again.</summary>
    /// <param name="wait">The <see cref="ContainerEntry.PendingRestart"/> that was waited for.</param>
    public async Task RunAfterWaitAsync(ContainerEntry entry, DaemonSnapshot configuration, TaskCompletionSource wait)
    {
        using (await entry.Gate.EnterAsync(CancellationToken.None))
        {
            if (entry.PendingRestart != wait || _isClosed)
            {
                return;
            }

            entry.PendingRestart = null;
            ContainerTransitions.Require(entry.Record, ContainerMove.RestartByPolicy);
            await StartOrRecordFailureAsync(entry, configuration, entry.State);
        }
    }

    private async Task StartOrRecordFailureAsync(ContainerEntry entry, DaemonSnapshot configuration, ContainerState before)
    {
        long begun = metrics.Now();
        cgroupMoves.Expect();
        try
        {
            await StartUnderGateAsync(entry, configuration, before);
            metrics.Done(ContainerMetrics.Start, begun);
        }
        catch (Exception failure)
        {
            metrics.StartFailed(failure);
            entry.Attachments.Fail(failure);
            await RecordFailureAsync(entry, failure);
            throw;
        }
    }

    private async Task StartUnderGateAsync(ContainerEntry entry, DaemonSnapshot configuration, ContainerState before)
    {
        // 2 What is made from here on is unmade in reverse when a later step fails.
        await using var cleanup = new CleanupStack(failure => LogUndoFailed(logger, failure, entry.Id));
        ContainerRecord record = entry.Record;
        CrashPoint.At("start:checked");

        // The intent, with what makes its restarts count anew: before anything is made, so that whatever is found of a run has one. Its way to
        // the disk, one fdatasync, goes beside all that comes before the process.
        ContainerState starting = before with { StartingSince = time.GetUtcNow(), StoppedByUser = false };
        ValueTask intentIsDurable = store.DurableAsync(store.Publish(entry, starting));
        CrashPoint.At("start:intent");

        // 3 The root filesystem. What an earlier run's clean-up could not give back must not lie under it.
        resources.Unmount(entry.Folder);
        snapshots.Mount(entry.Folder, record.Layers);
        cleanup.Push(() => resources.Unmount(entry.Folder));
        CrashPoint.At("start:mounted");

        // 4 The network: its own, or that of another container.
        JoinedContainers joined = specs.Join(entry);
        OpenedSandbox sandbox = await sandboxes.OpenAsync(entry);
        cleanup.Push(async () => _ = await sandboxes.ReleaseAsync(entry.Id));
        CrashPoint.At("start:network");

        // 5 Its files in /etc, and its /dev/shm.
        ContainerFiles.Write(entry.Folder, record, sandbox.Etc);
        string? shm = SharedMemory.Provide(entry, joined.Ipc);
        CrashPoint.At("start:files");

        // 6 The runtime spec. 8 (an AppArmor profile) and 9 (a checkpoint) have nothing to do here.
        using PreparedSpec spec = specs.Write(entry, joined, sandbox, shm, configuration);

        // 7, 10 The runtime is looked up and locked in, and known with what is held of networks before anything is run.
        RuntimeSelection runtime = configuration.Runtimes.Resolve(record.HostConfig.Runtime);
        starting = starting with { RuntimePath = runtime.Path, Network = sandbox.State };
        _ = store.Publish(entry, starting);
        CrashPoint.At("start:prepared");

        // 11 The task, in the place of what a crash may have left under the same id (the engine's contract).
        IEngineTask engineTask = await engine.CreateTaskAsync(
            new TaskOptions
            {
                ContainerId = entry.Id,
                Spec = spec.Json.WrittenMemory,
                Runtime = runtime,
                Stdio = Stdio(record),
                Log = LogSettings.Resolve(record, entry.LogPath),
            },
            CancellationToken.None);
        cleanup.Push(() => engineTask.DeleteAsync(CancellationToken.None));
        sandboxes.Hold(entry, sandbox.State);
        CrashPoint.At("start:created");

        // 12 Who waits to be attached is connected before the first output.
        await entry.Attachments.ConnectAsync(engineTask, CancellationToken.None);
        CrashPoint.At("start:attached");
        await intentIsDurable;
        CrashPoint.At("start:durable");

        // 13, 14 The runtime makes the container and starts its process, which may have ended when it has been told that it runs.
        DateTimeOffset startedAt = time.GetUtcNow();
        await engineTask.StartAsync(CancellationToken.None);
        CrashPoint.At("start:started");

        // 15 The truth, before the caller is told and the event. A health check would be begun here.
        entry.Task = engineTask;
        cleanup.Push(() => entry.Task = null);
        _ = store.Publish(entry, RunningState(starting, engineTask.Pid, startedAt));
        CrashPoint.At("start:running");
        cleanup.Commit();
        sandboxes.Tell(entry);
        events.Publish(entry.Record, "start");
        CrashPoint.At("start:told");
    }

    private static ContainerState RunningState(ContainerState before, int pid, DateTimeOffset startedAt) => before with
    {
        Status = ContainerStatus.Running,
        StartingSince = null,
        Pid = pid,
        ExitCode = 0,
        Error = "",
        OomKilled = false,
        StartedAt = startedAt,
    };

    private static StdioOptions Stdio(ContainerRecord record) => new()
    {
        Terminal = record.Config.Tty,
        OpenStdin = record.Config.OpenStdin,
        StdinOnce = record.Config.StdinOnce,
        Rows = record.HostConfig.ConsoleSize is [int rows, _] ? rows : 0,
        Columns = record.HostConfig.ConsoleSize is [_, int columns] ? columns : 0,
    };

    private async Task RecordFailureAsync(ContainerEntry entry, Exception failure)
    {
        CrashPoint.At("failed start:undone");
        ContainerState state = entry.State;
        bool wasWaiting = state.Status == ContainerStatus.Restarting;
        state = state with
        {
            Status = wasWaiting ? ContainerTransitions.Require(entry.Record, ContainerMove.GiveUp) : state.Status,
            StartingSince = null,
            Network = null,
            Error = failure.Message,
            ExitCode = failure switch
            {
                RuntimeStartException runtimeFailure => runtimeFailure.ExitCode,
                _ when state.ExitCode != 0 => state.ExitCode,
                _ => FailedStartExitCode,
            },
        };
        store.PublishFact(entry, state);
        CrashPoint.At("failed start:recorded");
        if (wasWaiting)
        {
            entry.AnnounceExit(ContainerExit.Of(state));
        }

        if (!entry.RemovesItself)
        {
            return;
        }

        try
        {
            await remove.RemoveUnderGateAsync(entry);
        }
        catch (DaemonException stays)
        {
            // The client is told why the start failed; that its --rm failed too stands in the log.
            LogNotRemoved(logger, stays, entry.Id);
        }
    }

    [LoggerMessage(2010, LogLevel.Error, "Undoing the failed start of container {Id}")]
    private static partial void LogUndoFailed(ILogger logger, Exception failure, string id);

    [LoggerMessage(2011, LogLevel.Error, "Container {Id}, whose start failed, could not be removed")]
    private static partial void LogNotRemoved(ILogger logger, Exception failure, string id);
}
