using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>
/// Pause and unpause. What the kernel does is the truth, and a restored container is asked for it: a state that could not be written costs nothing.
/// Once begun, either is carried through whatever the client does.
/// </summary>
internal sealed partial class PauseContainer(ContainerStore store, ContainerEvents events, ILogger logger)
{
    public async Task PauseAsync(ContainerEntry entry, CancellationToken cancellationToken)
    {
        using (await entry.EnterAsync(cancellationToken))
        {
            ContainerStatus paused = ContainerTransitions.Require(entry.Record, ContainerMove.Pause);
            await TryAsync(entry, "pause", static engineTask => engineTask.PauseAsync(CancellationToken.None));
            CrashPoint.At("pause:paused");
            store.PublishFact(entry, entry.State with { Status = paused });
            events.Publish(entry.Record, "pause");
        }
    }

    public async Task UnpauseAsync(ContainerEntry entry, CancellationToken cancellationToken)
    {
        using (await entry.EnterAsync(cancellationToken))
        {
            ContainerTransitions.Require(entry.Record, ContainerMove.Unpause);
            await ResumeAsync(entry);
        }
    }

    /// <summary>Lets a paused container go on to meet the signal that was sent to it; nothing happens to one that is not paused (any more). A failure is
    /// logged: SIGKILL works without.</summary>
    public async Task MeetSignalAsync(ContainerEntry entry)
    {
        if (entry.State.Status != ContainerStatus.Paused)
        {
            return;
        }

        using (await entry.Gate.EnterAsync(CancellationToken.None))
        {
            if (entry.State.Status != ContainerStatus.Paused)
            {
                return;
            }

            try
            {
                await ResumeAsync(entry);
            }
            catch (DaemonException failure)
            {
                LogNotResumed(logger, failure, entry.Id);
            }
        }
    }

    private async Task ResumeAsync(ContainerEntry entry)
    {
        await TryAsync(entry, "unpause", static engineTask => engineTask.ResumeAsync(CancellationToken.None));
        CrashPoint.At("unpause:resumed");
        store.PublishFact(entry, entry.State with { Status = ContainerTransitions.Require(entry.Record, ContainerMove.Unpause) });
        events.Publish(entry.Record, "unpause");
    }

    private static async Task TryAsync(ContainerEntry entry, string verb, Func<IEngineTask, ValueTask> action)
    {
        IEngineTask engineTask = entry.Task ?? throw ContainerTransitions.NotRunning(entry.Record);
        try
        {
            await action(engineTask);
        }
        catch (DaemonException gone) when (gone.Kind == ErrorKind.NotFound)
        {
            throw ContainerTransitions.NotRunning(entry.Record);
        }
        catch (DaemonException failure)
        {
            throw new DaemonException(failure.Kind, $"Cannot {verb} container {entry.Id}: {failure.Message}", failure);
        }
    }

    [LoggerMessage(2085, LogLevel.Warning, "The paused container {Id} was sent a signal and does not go on")]
    private static partial void LogNotResumed(ILogger logger, Exception failure, string id);
}
