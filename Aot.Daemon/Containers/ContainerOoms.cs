using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Takes what the engine tells of containers in want of memory while they run. The kill that ends a container may be told after its end, which says so
/// as well (<see cref="ContainerExits"/>).</summary>
internal sealed partial class ContainerOoms(ContainerStore store, ContainerDirectory directory, ContainerEvents events, ILogger logger)
{
    /// <summary>Handles them until cancelled; containers do not wait for each other.</summary>
    public async Task RunAsync(IContainerEngine engine, CancellationToken cancellationToken)
    {
        var handlers = new OwnedTasks(failure => LogFailed(logger, failure));
        try
        {
            await foreach (TaskOom oom in engine.OutOfMemory.ReadAllAsync(cancellationToken))
            {
                handlers.Run(() => HandleAsync(oom));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops; the next one asks.
        }

        await handlers.DrainAsync(CancellationToken.None);
    }

    private async Task HandleAsync(TaskOom oom)
    {
        if (directory.FindById(oom.ContainerId) is not { } entry)
        {
            return;
        }

        using (await entry.Gate.EnterAsync(CancellationToken.None))
        {
            ContainerState state = entry.State;
            if (!state.IsRunning || (oom.MayBeKnown && state.OomKilled))
            {
                return;
            }

            if (!state.OomKilled)
            {
                store.PublishFact(entry, state with { OomKilled = true });
            }

            events.Publish(entry.Record, "oom");
        }
    }

    [LoggerMessage(2025, LogLevel.Error, "Handling a container's want of memory failed")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
