using Aot.Daemon.Config;
using Aot.Daemon.Engine;
using Aot.Daemon.Images.Snapshots;
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
    ContainerSpecs specs,
    IContainerEngine engine,
    RemoveContainer remove,
    TimeProvider time,
    ILogger logger)
{
    /// <summary>Starts the container; returns once its process runs. Once begun, a start is carried through or undone whatever the client does.</summary>
    public async Task RunAsync(ContainerEntry entry, DaemonSnapshot configuration, CancellationToken cancellationToken)
    {
        using (await entry.Gate.EnterAsync(cancellationToken))
        {
            ContainerTransitions.RequireStartable(entry.Record);
            try
            {
                await StartUnderGateAsync(entry, configuration);
            }
            catch (Exception failure)
            {
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

        snapshots.Mount(entry.Folder, record.Layers);
        cleanup.Push(() => snapshots.Unmount(entry.Folder));
        ContainerFiles.Write(entry.Folder, record);

        using PreparedSpec spec = specs.Prepare(entry, configuration, cleanup);

        record = record with
        {
            RuntimePath = spec.Runtime.Path,
            HostConfig = record.HostConfig.Runtime.Length > 0 ? record.HostConfig : record.HostConfig with { Runtime = spec.Runtime.Name },
            State = record.State with { Starting = true, Error = "", StoppedByUser = false },
        };
        store.Publish(entry, record, durable: false);

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

        await entry.Attachments.ConnectAsync(engineTask, CancellationToken.None);
        await engineTask.StartAsync(CancellationToken.None);

        entry.Task = engineTask;
        try
        {
            store.Publish(entry, record with { State = RunningState(record.State, engineTask.Pid) }, durable: false);
        }
        catch
        {
            entry.Task = null;
            throw;
        }

        cleanup.Commit();
        events.Publish(entry.Record, "start");
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
        ContainerState state = entry.State;
        int exitCode = failure is RuntimeStartException runtimeFailure ? runtimeFailure.ExitCode : 128;
        try
        {
            ContainerState failed = state with { Starting = false, Error = failure.Message, ExitCode = exitCode };
            store.Publish(entry, entry.Record with { State = failed }, durable: false);
        }
        catch (IOException unwritable)
        {
            LogRecordFailed(logger, unwritable, entry.Id);
        }

        if (entry.Record.HostConfig.AutoRemove)
        {
            await remove.RemoveUnderGateAsync(entry);
        }
    }

    [LoggerMessage(2010, LogLevel.Error, "Undoing the failed start of container {Id}")]
    private static partial void LogUndoFailed(ILogger logger, Exception failure, string id);

    [LoggerMessage(2011, LogLevel.Error, "The failed start of container {Id} could not be recorded")]
    private static partial void LogRecordFailed(ILogger logger, Exception failure, string id);
}
