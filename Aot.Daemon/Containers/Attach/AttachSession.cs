using Aot.Daemon.Engine;
using Aot.Daemon.Http;
using Aot.Daemon.Logs;

namespace Aot.Daemon.Containers.Attach;

/// <summary>
/// One client's attachment. It is registered before the connection is taken over, because a client starts the container as soon as it has
/// seen the answer; <see cref="RunAsync"/> then serves the connection.
/// </summary>
internal sealed partial class AttachSession(
    ContainerEntry entry, AttachQuery query, LogService logs, ContainerEvents events, ILogger logger) : IAsyncDisposable
{
    private readonly CancellationTokenSource _left = new();
    private Task<IProcessStream>? _stream;

    /// <summary>The streams are a terminal's: raw, not in frames.</summary>
    public bool Tty => entry.Record.Config.Tty;

    /// <summary>Registers for the streams, and connects to them if the container runs.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        bool hasInput = query.Stdin && entry.Record.Config.OpenStdin;
        if (!query.Stream || !(hasInput || query.Stdout || query.Stderr))
        {
            return;
        }

        bool isRunning = entry.Task is not null;
        var options = new AttachOptions { Stdin = hasInput, Stdout = query.Stdout, Stderr = query.Stderr };
        _stream = entry.Attachments.AttachAsync(options, _left.Token);
        if (isRunning)
        {
            await _stream.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Serves the connection until the process ends, the client leaves, or the start that was waited for fails.</summary>
    public async Task RunAsync(HijackedStream client, CancellationToken cancellationToken)
    {
        if (query.Logs && !await ReplayAsync(client))
        {
            return;
        }

        events.Publish(entry.Record, "attach");
        if (_stream is null)
        {
            return;
        }

        if (await ConnectAsync(client, cancellationToken) is not { } process)
        {
            return;
        }

        ContainerRecord record = entry.Record;
        var relay = new StreamRelay(client, process)
        {
            HasInput = query.Stdin && record.Config.OpenStdin,
            DetachKeys = record.Config.Tty ? query.DetachKeys : null,

            // As dockerd: an input that stays open for later attachments cannot end, so the attachment does.
            EndsWithInput = record.Config.Tty || !record.Config.StdinOnce,
        };
        if (await relay.RunAsync(cancellationToken) != RelayEnd.ProcessEnded)
        {
            events.Publish(entry.Record, "detach");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _left.CancelAsync();
        if (_stream is not null)
        {
            await _stream.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (_stream.IsCompletedSuccessfully)
            {
                await (await _stream).DisposeAsync();
            }
        }

        _left.Dispose();
    }

    /// <summary>Sends what was logged; false when the client left meanwhile.</summary>
    private async Task<bool> ReplayAsync(HijackedStream client)
    {
        var all = new LogQuery { Stdout = query.Stdout, Stderr = query.Stderr };
        try
        {
            await logs.CopyAsync(entry, all, client.WriteAsync, client.Closed);
            return true;
        }
        catch (Exception gone) when (gone is ClientGoneException or OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<IProcessStream?> ConnectAsync(HijackedStream client, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, client.Closed);
        try
        {
            return await _stream!.WaitAsync(waiting.Token);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception failure)
        {
            // Whoever asked for the start is told why it failed; here the connection just ends.
            LogNotConnected(logger, failure.Message, entry.Id);
            return null;
        }
    }

    [LoggerMessage(2051, LogLevel.Debug, "An attachment to {Id} ends without having been connected: {Reason}")]
    private static partial void LogNotConnected(ILogger logger, string reason, string id);
}
