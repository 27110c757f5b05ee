using Aot.Daemon.Config;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>The owner of the waits between a container's end and its restart by policy.</summary>
internal sealed partial class PendingRestarts : IDisposable
{
    // A start is a runtime's work of some milliseconds, half of it waiting; more at once only make the first ones later.
    private static readonly int StartsAtOnce = Math.Max(4, 2 * Environment.ProcessorCount);

    private readonly StartContainer _start;
    private readonly SnapshotStore _configuration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OwnedTasks _waits;
    private readonly CancellationTokenSource _stopping = new();

    public PendingRestarts(StartContainer start, SnapshotStore configuration, TimeProvider time, ILogger logger)
    {
        (_start, _configuration, _time, _logger) = (start, configuration, time, logger);
        _waits = new OwnedTasks(failure => LogFailed(logger, failure));
    }

    /// <summary>The daemon stops: nothing is restarted any more.</summary>
    public bool IsStopping => _stopping.IsCancellationRequested;

    /// <summary>Starts the container after a time, unless its <see cref="ContainerEntry.PendingRestart"/> is completed before, or the daemon stops. The
    /// caller holds the gate and has published the state restarting.</summary>
    /// <param name="run">How long the run lasted that has ended.</param>
    public void Schedule(ContainerEntry entry, TimeSpan run)
    {
        var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        TimeSpan delay = RestartDecision.NextDelay(entry.RestartDelay, run);
        entry.RestartDelay = delay;
        entry.PendingRestart = wait;
        _waits.Run(() => WaitAsync(entry, wait, delay));
    }

    /// <summary>Starts, so many at a time, the containers that a starting daemon has found due; those that share another's namespaces after it.</summary>
    /// <param name="due">In the state restarting, with a <see cref="ContainerEntry.PendingRestart"/>.</param>
    public async Task StartAsync(IReadOnlyList<ContainerEntry> due)
    {
        foreach (IReadOnlyList<ContainerEntry> wave in StartWaves.Of(due))
        {
            await Parallel.ForEachAsync(
                wave,
                new ParallelOptions { MaxDegreeOfParallelism = StartsAtOnce },
                async (entry, _) =>
                {
                    if (entry.PendingRestart is { } wait)
                    {
                        await StartAsync(entry, wait);
                    }
                });
        }
    }

    /// <summary>Ends all waits and returns when none is left. What waited stays restarting on disk: the next daemon starts it.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await _waits.DrainAsync(CancellationToken.None);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task WaitAsync(ContainerEntry entry, TaskCompletionSource wait, TimeSpan delay)
    {
        try
        {
            await wait.Task.WaitAsync(delay, _time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The daemon stops.
        }
        catch (TimeoutException)
        {
            await StartAsync(entry, wait);
        }
    }

    private async Task StartAsync(ContainerEntry entry, TaskCompletionSource wait)
    {
        try
        {
            await _start.RunAfterWaitAsync(entry, _configuration.Current, wait);
        }
        catch (Exception failure)
        {
            LogNotRestarted(_logger, failure, entry.Id);
        }
    }

    [LoggerMessage(2090, LogLevel.Error, "Waiting for a restart failed")]
    private static partial void LogFailed(ILogger logger, Exception failure);

    [LoggerMessage(2091, LogLevel.Error, "Container {Id} could not be restarted as its policy says")]
    private static partial void LogNotRestarted(ILogger logger, Exception failure, string id);
}
