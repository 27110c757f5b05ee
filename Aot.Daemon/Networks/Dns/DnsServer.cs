using System.Buffers;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks.Dns;

/// <summary>Serves one sandbox's sockets: a loop over the datagrams, one over the connections, and what they have under way. No thread waits for anything.</summary>
internal sealed class DnsServer : IAsyncDisposable
{
    /// <summary>Longer queries are nobody's: the longest name, EDNS and a block of padding (RFC 8467) come to less than 1 KiB.</summary>
    private const int LongestQuery = 1232;

    // OPT, which an answer may have more than its query.
    private const int AnswerMargin = 16;

    /// <summary>Queries of one sandbox that are being asked elsewhere. Each holds some 5 kB.</summary>
    private const int MostForwards = 256;

    private const int MostConnections = 32;

    // dockerd's.
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan FailurePause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SurprisePause = TimeSpan.FromMilliseconds(100);

    private readonly DnsSockets _sockets;
    private readonly DnsResponder _responder;
    private readonly DnsForwarder _forwarder;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly OwnedTasks _work;
    private readonly CancellationTokenSource _stop = new();
    private volatile DnsSandbox _sandbox;
    private int _forwards;
    private int _connections;

    public DnsServer(DnsSandbox sandbox, DnsSockets sockets, DnsResponder responder, DnsForwarder forwarder, TimeProvider time, ILogger logger)
    {
        _sandbox = sandbox;
        _sockets = sockets;
        _responder = responder;
        _forwarder = forwarder;
        _time = time;
        _logger = logger;
        _work = new OwnedTasks(failure => DnsLog.Failed(logger, failure, _sandbox.ContainerId));
        _work.Run(ServeDatagramsAsync);
        _work.Run(ServeStreamsAsync);
    }

    public DnsSockets Sockets => _sockets;

    /// <summary>What it serves; may be replaced while it does.</summary>
    public DnsSandbox Sandbox
    {
        get => _sandbox;
        set => _sandbox = value;
    }

    public async ValueTask DisposeAsync()
    {
        // In this order: closing a socket that is waited on would shut it down for the next daemon too.
        await _stop.CancelAsync();
        await _work.DrainAsync(CancellationToken.None);
        _sockets.Dispose();
        _stop.Dispose();
    }

    private async Task ServeDatagramsAsync()
    {
        byte[] query = new byte[LongestQuery];
        SocketAddress client = new(AddressFamily.InterNetwork);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                int length = await _sockets.Datagrams.ReceiveFromAsync(query, SocketFlags.None, client, _stop.Token);
                await AnswerDatagramAsync(query.AsMemory(0, length), client);
            }
            catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // An answer that could not be sent, mostly. Whatever it is, it does not make this loop spin.
                await PauseAsync(FailurePause);
            }
            catch (Exception failure)
            {
                // The names' own. A container's other names are not to be lost over it.
                DnsLog.Failed(_logger, failure, _sandbox.ContainerId);
                await PauseAsync(SurprisePause);
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause) =>
        await Task.Delay(pause, _time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async ValueTask AnswerDatagramAsync(ReadOnlyMemory<byte> query, SocketAddress client)
    {
        byte[] output = ArrayPool<byte>.Shared.Rent(DnsMessage.MaximumUdpSize);
        try
        {
            int length = _responder.Answer(_sandbox, query.Span, output.AsSpan(0, DnsMessage.MaximumUdpSize), isStream: false);
            if (length == DnsResponder.Forward)
            {
                length = TryForward(query.Span, client) ? 0 : DnsResponder.Failure(query.Span, output);
            }

            if (length > 0)
            {
                await _sockets.Datagrams.SendToAsync(output.AsMemory(0, length), SocketFlags.None, client, _stop.Token);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    /// <summary>Has a query asked elsewhere; false when there are too many already.</summary>
    private bool TryForward(ReadOnlySpan<byte> query, SocketAddress client)
    {
        if (!TryEnter())
        {
            return false;
        }

        // The loop's own copies are overwritten by the next datagram.
        PooledBuffer copy = new(query.Length + AnswerMargin);
        query.CopyTo(copy.GetSpan(query.Length));
        copy.Advance(query.Length);
        SocketAddress to = new(client.Family, client.Size);
        client.Buffer.Span[..client.Size].CopyTo(to.Buffer.Span);
        _work.Run(() => ForwardAsync(copy, to));
        return true;
    }

    private async Task ForwardAsync(PooledBuffer query, SocketAddress client)
    {
        using (query)
        {
            try
            {
                using PooledBuffer answer = await AskAsync(query.WrittenMemory, isStream: false);
                await _sockets.Datagrams.SendToAsync(answer.WrittenMemory, SocketFlags.None, client, _stop.Token);
            }
            catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The sandbox is closed, or its client is gone.
            }
            finally
            {
                Interlocked.Decrement(ref _forwards);
            }
        }
    }

    /// <summary>The reply of those who were asked, or that nobody replied; no longer than the client takes.</summary>
    private async Task<PooledBuffer> AskAsync(ReadOnlyMemory<byte> query, bool isStream)
    {
        PooledBuffer? reply = await _forwarder.AskAsync(_sandbox, query, isStream, _stop.Token);
        return reply is null ? Failure(query.Span) : isStream ? reply : Shorten(reply, query.Span);
    }

    private static PooledBuffer Failure(ReadOnlySpan<byte> query)
    {
        PooledBuffer answer = new(query.Length + AnswerMargin);
        answer.Advance(DnsResponder.Failure(query, answer.GetSpan(query.Length + AnswerMargin)));
        return answer;
    }

    private static PooledBuffer Shorten(PooledBuffer reply, ReadOnlySpan<byte> query)
    {
        int length = reply.WrittenSpan.Length;
        if (DnsQuery.Read(query, out DnsQuery read) == DnsQueryForm.Question && length > read.UdpSize)
        {
            reply.Clear();
            reply.Advance(DnsReply.Truncate(reply.GetSpan(length)));
        }

        return reply;
    }

    private bool TryEnter()
    {
        if (Interlocked.Increment(ref _forwards) <= MostForwards)
        {
            return true;
        }

        Interlocked.Decrement(ref _forwards);
        return false;
    }

    private async Task ServeStreamsAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                Socket connection = await _sockets.Streams.AcceptAsync(_stop.Token);
                if (Interlocked.Increment(ref _connections) <= MostConnections)
                {
                    _work.Run(() => ServeConnectionAsync(connection));
                }
                else
                {
                    Interlocked.Decrement(ref _connections);
                    connection.Dispose();
                }
            }
            catch (Exception closed) when (closed is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // No descriptor left, or a connection that was gone before it was taken.
                await PauseAsync(FailurePause);
            }
        }
    }

    /// <summary>One query after the other, until the client ends, says something that is none, or says nothing for too long.</summary>
    private async Task ServeConnectionAsync(Socket connection)
    {
        using (connection)
        {
            try
            {
                bool goesOn = true;
                while (goesOn)
                {
                    using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                    using ITimer timer = _time.CreateTimer(static source => ((CancellationTokenSource)source!).Cancel(), limit, IdleLimit, Timeout.InfiniteTimeSpan);
                    using PooledBuffer? query = await DnsExchange.ReceiveAsync(connection, LongestQuery, limit.Token);
                    goesOn = query is not null && await AnswerStreamAsync(connection, query.WrittenMemory);
                }
            }
            catch (Exception gone) when (gone is OperationCanceledException or ObjectDisposedException or SocketException)
            {
                // The client is gone or idle, or the sandbox is closed.
            }
            finally
            {
                Interlocked.Decrement(ref _connections);
            }
        }
    }

    private async Task<bool> AnswerStreamAsync(Socket connection, ReadOnlyMemory<byte> query)
    {
        byte[] output = ArrayPool<byte>.Shared.Rent(2 + ushort.MaxValue);
        try
        {
            int length = _responder.Answer(_sandbox, query.Span, output.AsSpan(2, ushort.MaxValue), isStream: true);
            if (length == DnsResponder.Forward)
            {
                length = await ForwardStreamAsync(query, output.AsMemory(2));
            }

            if (length > 0)
            {
                output[0] = (byte)(length >> 8);
                output[1] = (byte)length;
                await DnsExchange.SendAsync(connection, output.AsMemory(0, 2 + length), _stop.Token);
            }

            return length > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(output);
        }
    }

    private async Task<int> ForwardStreamAsync(ReadOnlyMemory<byte> query, Memory<byte> output)
    {
        if (!TryEnter())
        {
            return DnsResponder.Failure(query.Span, output.Span);
        }

        try
        {
            using PooledBuffer answer = await AskAsync(query, isStream: true);
            answer.WrittenMemory.CopyTo(output);
            return answer.WrittenSpan.Length;
        }
        finally
        {
            Interlocked.Decrement(ref _forwards);
        }
    }
}
