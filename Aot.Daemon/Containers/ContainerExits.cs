using Aot.Daemon.Engine;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Takes the exits that the engine tells and brings each container's record, waiters, mounts and events up to date.</summary>
internal sealed partial class ContainerExits(
    ContainerStore store,
    ContainerDirectory directory,
    ContainerEvents events,
    FsSnapshotService snapshots,
    RemoveContainer remove,
    IContainerExecs execs,
    ILogger logger)
{
    /// <summary>What is told of an exit code that nobody could learn.</summary>
    public const int UnknownExitCode = -1;

    private const string UnknownExitError = "the exit code is unknown: the container ended while its supervisor was away";

    /// <summary>Handles exits until cancelled; containers do not wait for each other.</summary>
    public async Task RunAsync(IContainerEngine engine, CancellationToken cancellationToken)
    {
        var handlers = new OwnedTasks(failure => LogFailed(logger, failure));
        try
        {
            await foreach (ProcessExit exit in engine.Exits.ReadAllAsync(cancellationToken))
            {
                if (exit.ExecId is not null)
                {
                    execs.OnExit(exit);
                }
                else if (directory.FindById(exit.ContainerId) is { } entry)
                {
                    handlers.Run(() => HandleAsync(entry, exit));
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops. Exits still to come are kept by the engine for the next one.
        }

        await handlers.DrainAsync(CancellationToken.None);
    }

    private async Task HandleAsync(ContainerEntry entry, ProcessExit exit)
    {
        using (await entry.Gate.EnterAsync(CancellationToken.None))
        {
            if (!entry.State.IsRunning)
            {
                return;
            }

            // Gone before anybody is told: who attaches on hearing of the end means the next run.
            IEngineTask? engineTask = entry.Task;
            entry.Task = null;
            Record(entry, exit);
            execs.OnContainerGone(entry.Id);
            if (engineTask is not null)
            {
                await engineTask.DeleteAsync(CancellationToken.None);
            }

            SharedMemory.Unmount(entry.Folder);
            snapshots.Unmount(entry.Folder);
            if (entry.Record.HostConfig.AutoRemove && !entry.KeepOnExit)
            {
                await remove.RemoveUnderGateAsync(entry);
            }
        }
    }

    /// <summary>Writes and tells an exit. The caller holds the entry's gate.</summary>
    public void Record(ContainerEntry entry, ProcessExit exit)
    {
        int code = exit.ExitCode ?? UnknownExitCode;
        string error = exit.ExitCode is null ? UnknownExitError : "";
        ContainerRecord record = entry.Record with
        {
            State = entry.State with
            {
                Status = ContainerStatus.Exited,
                Starting = false,
                Pid = 0,
                ExitCode = code,
                Error = error,
                OomKilled = exit.OomKilled,
                FinishedAt = exit.ExitedAt,
            },
        };
        try
        {
            store.Publish(entry, record, durable: false);
        }
        catch (IOException unwritable)
        {
            // A full disk must not make a container look alive that is dead.
            LogUnwritable(logger, unwritable, entry.Id);
            entry.Record = record;
        }

        if (exit.OomKilled)
        {
            events.Publish(record, "oom");
        }

        events.Publish(record, "die", ("exitCode", code.ToString()), ("execDuration", Duration(record.State)));
        entry.AnnounceExit(new ContainerExit(code, null));
    }

    private static string Duration(ContainerState state) =>
        ((long)Math.Max(0, (state.FinishedAt - state.StartedAt).TotalSeconds)).ToString();

    [LoggerMessage(2020, LogLevel.Error, "Handling the exit of a container failed")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(2021, LogLevel.Error, "The exit of container {Id} could not be written")]
    private static partial void LogUnwritable(ILogger logger, Exception failure, string id);
}
