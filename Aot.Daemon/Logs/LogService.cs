using Aot.Daemon.Containers;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Logs;

/// <summary>Reads the logs of containers.</summary>
internal sealed partial class LogService(IContainerDirectory containers, TimeProvider time, ILogger logger)
{
    private readonly LogWatcher _watcher = new();

    /// <summary>The container whose log can be read; NotFound, Conflict for one that is being removed, NotImplemented when its log driver keeps nothing.</summary>
    public ContainerEntry Find(string reference)
    {
        ContainerEntry entry = containers.Find(reference);
        RequireReadable(entry);
        return entry;
    }

    /// <summary>Fails when there is no log to read.</summary>
    public static void RequireReadable(ContainerEntry entry)
    {
        if (entry.State.Status is ContainerStatus.Removing or ContainerStatus.Dead)
        {
            throw DaemonException.Conflict("can not get logs from container which is dead or marked for removal");
        }

        if (LogSettings.IsNone(entry.Record.HostConfig.LogConfig))
        {
            throw DaemonException.NotImplemented("configured logging driver does not support reading");
        }
    }

    /// <summary>Sends a log to a sink: what is there now, and when following what comes, until the container's present run ends, the query's
    /// Until passes, or the token is cancelled.</summary>
    public async Task CopyAsync(ContainerEntry entry, LogQuery query, LogSink sink, CancellationToken cancellationToken)
    {
        // As dockerd: a container that does not run is not followed.
        IEngineTask? engineTask = query.Follow ? entry.Task : null;
        query = query with { Follow = engineTask is not null };
        using LogWatch? watch = engineTask is null ? null : _watcher.Watch(entry.Folder);
        using LogReader reader = LogReader.Open(LogSettings.FilesOf(entry.Record, entry.LogPath), query);
        using var output = new LogOutput(framed: !entry.Record.Config.Tty);

        if (engineTask is null)
        {
            await DrainAsync(reader, output, sink, cancellationToken);
        }
        else
        {
            using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            Task end = WaitForEndAsync(engineTask, query.Until, left.Token);
            Task waking = WakeAsync(end, watch!);
            try
            {
                await FollowAsync(reader, output, sink, watch!, end, cancellationToken);
            }
            finally
            {
                await left.CancelAsync();
                await waking;
            }
        }

        reader.Finish();
        if (reader.Damaged > 0)
        {
            LogDamaged(logger, reader.Damaged, entry.LogPath);
        }
    }

    private static async Task FollowAsync(
        LogReader reader, LogOutput output, LogSink sink, LogWatch watch, Task end, CancellationToken cancellationToken)
    {
        while (true)
        {
            // Asked before reading, so that what was logged before the end is read after it is known.
            bool isLast = end.IsCompleted;
            await DrainAsync(reader, output, sink, cancellationToken);
            if (isLast || reader.IsOver)
            {
                return;
            }

            await watch.WaitAsync(cancellationToken);
        }
    }

    private static async Task DrainAsync(LogReader reader, LogOutput output, LogSink sink, CancellationToken cancellationToken)
    {
        bool more = true;
        while (more)
        {
            cancellationToken.ThrowIfCancellationRequested();
            more = reader.Fill(output);
            if (!output.IsEmpty)
            {
                await sink(output.Written, cancellationToken);
                output.Clear();
            }
        }
    }

    /// <summary>Completes when there is nothing more to follow. Never fails.</summary>
    private async Task WaitForEndAsync(IEngineTask engineTask, DateTimeOffset? until, CancellationToken cancellationToken)
    {
        Task exit = engineTask.WaitAsync(cancellationToken);
        TimeSpan left = (until ?? DateTimeOffset.MaxValue) - time.GetUtcNow();
        Task deadline = left > LongestDelay
            ? exit
            : Task.Delay(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken);
        await Task.WhenAny(exit, deadline);
    }

    /// <summary>Wakes the follower once the end is there to be seen.</summary>
    private static async Task WakeAsync(Task end, LogWatch watch)
    {
        await end;
        watch.Signal();
    }

    // Task.Delay takes no more; a follow that is to last longer has its last line tell its end.
    private static readonly TimeSpan LongestDelay = TimeSpan.FromDays(45);

    [LoggerMessage(3301, LogLevel.Warning, "Left out {Count} damaged line(s) of {Path}")]
    private static partial void LogDamaged(ILogger logger, int count, string path);
}
