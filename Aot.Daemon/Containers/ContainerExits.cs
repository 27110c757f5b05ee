using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Takes the exits that the engine tells, brings each container's state, waiters, mounts and events up to date, and does with it what its restart
/// policy or AutoRemove says.</summary>
internal sealed partial class ContainerExits(
    ContainerStore store,
    ContainerDirectory directory,
    ContainerEvents events,
    RunResources resources,
    RemoveContainer remove,
    PendingRestarts pendingRestarts,
    IContainerExecs execs,
    ILogger logger)
{
    private const string UnknownExitError = "the exit code is unknown: the container ended while its supervisor was away";

    /// <summary>Handles exits until cancelled; containers do not wait for each other.</summary>
    public async Task RunAsync(IContainerEngine engine, CancellationToken cancellationToken)
    {
        var handlers = new OwnedTasks(failure => LogFailed(logger, failure));
        try
        {
            await foreach (ProcessExit exit in engine.Exits.ReadAllAsync(cancellationToken))
            {
                handlers.Run(() => HandleAsync(exit));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops. Exits still to come are kept by the engine for the next one.
        }

        await handlers.DrainAsync(CancellationToken.None);
    }

    /// <summary>Writes and tells an exit that is final. The caller holds the entry's gate.</summary>
    public void Record(ContainerEntry entry, ProcessExit exit) => Record(entry, exit, Ended(entry.State, exit));

    private void Record(ContainerEntry entry, ProcessExit exit, ContainerState state)
    {
        bool oomIsNews = exit.OomKilled && !entry.State.OomKilled;
        store.PublishFact(entry, state);
        if (oomIsNews)
        {
            events.Publish(entry.Record, "oom");
        }

        events.Publish(entry.Record, "die", ("exitCode", state.ExitCode.ToString()), ("execDuration", Duration(state)));
        entry.AnnounceExit(ContainerExit.Of(state));
    }

    private async Task HandleAsync(ProcessExit exit)
    {
        if (exit.ExecId is not null)
        {
            execs.OnExit(exit);
        }
        else if (directory.FindById(exit.ContainerId) is { } entry)
        {
            await HandleAsync(entry, exit);
        }
    }

    private async Task HandleAsync(ContainerEntry entry, ProcessExit exit)
    {
        using (await entry.Gate.EnterAsync(CancellationToken.None))
        {
            if (!IsOfPresentRun(entry))
            {
                return;
            }

            CrashPoint.At("exit:heard");
            ContainerState ended = Ended(entry.State, exit);
            bool restarts = WillRestart(entry, ended);
            Record(entry, exit, restarts ? Waiting(entry, ended) : ended);
            CrashPoint.At("exit:recorded");
            execs.OnContainerGone(entry.Id);
            _ = await resources.ReleaseAsync(entry);
            CrashPoint.At("exit:released");
            if (restarts)
            {
                pendingRestarts.Schedule(entry, ended.FinishedAt - ended.StartedAt);
            }
            else if (entry.RemovesItself)
            {
                await remove.RemoveUnderGateAsync(entry);
            }
        }
    }

    private bool WillRestart(ContainerEntry entry, ContainerState ended) =>
        !pendingRestarts.IsStopping && RestartDecision.AfterExit(entry.Record.HostConfig.RestartPolicy, ended);

    private static ContainerState Waiting(ContainerEntry entry, ContainerState ended) => ended with
    {
        Status = ContainerTransitions.Require(entry.Record, ContainerMove.ExitToRestart),
        RestartCount = ended.RestartCount + 1,
    };

    private static ContainerState Ended(ContainerState state, ProcessExit exit) => state with
    {
        Status = ContainerStatus.Exited,
        StartingSince = null,
        Pid = 0,
        Network = null,
        ExitCode = exit.ToldExitCode,
        Error = exit.ExitCode is null ? UnknownExitError : "",
        OomKilled = exit.OomKilled || state.OomKilled,
        FinishedAt = exit.ExitedAt,
    };

    /// <summary>An exit may be told late: of a start that was undone, when the next start has succeeded already.</summary>
    private static bool IsOfPresentRun(ContainerEntry entry) =>
        ContainerTransitions.Allows(entry.State.Status, ContainerMove.Exit) && entry.Task is { } engineTask && engineTask.WaitAsync(CancellationToken.None).IsCompleted;

    private static string Duration(ContainerState state) =>
        state.StartedAt == default ? "0" : ((long)Math.Max(0, (state.FinishedAt - state.StartedAt).TotalSeconds)).ToString();

    [LoggerMessage(2020, LogLevel.Error, "Handling the exit of a container failed")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
