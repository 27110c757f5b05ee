using Aot.Daemon.Config;
using Aot.Daemon.Engine;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Linux;
using Aot.Daemon.Logs;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>
/// Start. The order: checks, rootfs, files, spec, runtime, intent on disk, task created, attachments connected, task started, truth on disk, event.
/// Every step that made something pushes its undo; a failure leaves the container as it was, with the error and an exit code
/// (126, 127 or 128) in its record.
/// </summary>
internal sealed partial class StartContainer(
    ContainerStore store,
    ContainerEvents events,
    FsSnapshotService snapshots,
    RunResources resources,
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

    /// <summary>Starts the container; returns once its process runs. Once begun, a start is carried through or undone whatever the client does.</summary>
    public async Task RunAsync(ContainerEntry entry, DaemonSnapshot configuration, CancellationToken cancellationToken)
    {
        using (await entry.EnterAsync(cancellationToken))
        {
            ContainerTransitions.RequireStartable(entry.Record);
            if (_isClosed)
            {
                throw DaemonException.Unavailable("the daemon is stopping");
            }

            long begun = metrics.Now();
            cgroupMoves.Expect();
            try
            {
                await StartUnderGateAsync(entry, configuration);
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
    }

    private async Task StartUnderGateAsync(ContainerEntry entry, DaemonSnapshot configuration)
    {
        await using var cleanup = new CleanupStack(failure => LogUndoFailed(logger, failure, entry.Id));
        ContainerRecord record = entry.Record;
        CrashPoint.At("start:checked");

        // What an earlier run's clean-up could not give back must not lie under this one.
        resources.Unmount(entry.Folder);
        snapshots.Mount(entry.Folder, record.Layers);
        cleanup.Push(() => resources.Unmount(entry.Folder));
        CrashPoint.At("start:mounted");
        ContainerFiles.Write(entry.Folder, record);
        CrashPoint.At("start:files");

        using PreparedSpec spec = specs.Prepare(entry, configuration);
        ContainerState starting = record.State with { Starting = true, StoppedByUser = false, RuntimePath = spec.Runtime.Path };
        store.Publish(entry, starting);
        CrashPoint.At("start:intent");

        IEngineTask engineTask = await engine.CreateTaskAsync(
            new TaskOptions
            {
                ContainerId = entry.Id,
                Spec = spec.Json.WrittenMemory,
                Runtime = spec.Runtime,
                Stdio = Stdio(record),
                Log = LogSettings.Resolve(record, entry.LogPath),
            },
            CancellationToken.None);
        cleanup.Push(() => engineTask.DeleteAsync(CancellationToken.None));
        CrashPoint.At("start:created");

        await entry.Attachments.ConnectAsync(engineTask, CancellationToken.None);
        CrashPoint.At("start:attached");
        await engineTask.StartAsync(CancellationToken.None);
        CrashPoint.At("start:started");

        entry.Task = engineTask;
        cleanup.Push(() => entry.Task = null);
        store.Publish(entry, RunningState(starting, engineTask.Pid));
        CrashPoint.At("start:running");
        cleanup.Commit();
        events.Publish(entry.Record, "start");
        CrashPoint.At("start:told");
    }

    private ContainerState RunningState(ContainerState before, int pid) => before with
    {
        Status = ContainerStatus.Running,
        Starting = false,
        Pid = pid,
        ExitCode = 0,
        Error = "",
        OomKilled = false,
        StartedAt = time.GetUtcNow(),
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
        int exitCode = failure is RuntimeStartException runtimeFailure ? runtimeFailure.ExitCode : FailedStartExitCode;
        store.PublishFact(entry, entry.State with { Starting = false, Error = failure.Message, ExitCode = exitCode });
        CrashPoint.At("failed start:recorded");
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
