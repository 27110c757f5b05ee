using System.Buffers;
using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Text.Json;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>One control connection to the supervisor: a greeting, then any number of requests at the same time, and events.</summary>
internal sealed class SupervisorClient : IAsyncDisposable
{
    private readonly Socket _socket;
    private readonly Action<SupervisorReply> _onEvent;
    private readonly AsyncGate _sending = new();
    private readonly ConcurrentDictionary<long, TaskCompletionSource<SupervisorReply>> _pending = new();
    private Task _reading = Task.CompletedTask;
    private long _lastId;
    private volatile bool _closed;

    private SupervisorClient(Socket socket, Action<SupervisorReply> onEvent)
    {
        _socket = socket;
        _onEvent = onEvent;
    }

    /// <summary>Completes when the connection has broken, after <see cref="Begin"/>.</summary>
    public Task Closed => _reading;

    /// <summary>Connects; throws a SocketException when nobody serves. Events are told in order, one at a time, and before the replies
    /// that came after them.</summary>
    public static async Task<SupervisorClient> ConnectAsync(string path, Action<SupervisorReply> onEvent, CancellationToken cancellationToken) =>
        new(await SupervisorSocket.ConnectAsync(path, cancellationToken), onEvent);

    /// <summary>Asks for all processes there are, before anything else. What happens to them after the answer waits for <see cref="Begin"/>: nobody could
    /// make anything of the event of a process that is not known yet. What happened before is in the answer.</summary>
    /// <exception cref="SupervisorLostException">The connection broke.</exception>
    public async Task<SupervisorReply> HelloAsync(CancellationToken cancellationToken)
    {
        try
        {
            long id = Interlocked.Increment(ref _lastId);
            await SupervisorSocket.SendAsync(_socket, new SupervisorRequest { Verb = SupervisorVerb.Hello, Id = id });
            SupervisorReply reply;
            do
            {
                reply = await SupervisorSocket.ReceiveAsync(_socket, cancellationToken);
            }
            while (reply.Id != id);
            return reply;
        }
        catch (Exception failure) when (failure is SocketException or JsonException or InvalidDataException)
        {
            throw new SupervisorLostException(failure);
        }
    }

    /// <summary>From now on events are told, and requests are answered.</summary>
    public void Begin() => _reading = ReadAsync();

    /// <summary>Sends a request and waits for its reply. Giving up waiting does not stop what was asked for.</summary>
    /// <exception cref="SupervisorLostException">The connection broke; whether the request was carried out is unknown.</exception>
    public async Task<SupervisorReply> CallAsync(SupervisorRequest request, CancellationToken cancellationToken)
    {
        long id = Interlocked.Increment(ref _lastId);
        TaskCompletionSource<SupervisorReply> reply = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _pending[id] = reply;
        try
        {
            if (_closed)
            {
                throw new SupervisorLostException();
            }

            using (await _sending.EnterAsync(cancellationToken))
            {
                await SupervisorSocket.SendAsync(_socket, request with { Id = id });
            }

            return await reply.Task.WaitAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException)
        {
            throw new SupervisorLostException(failure);
        }
        finally
        {
            _pending.TryRemove(id, out _);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _reading;
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        int length = 0;
        try
        {
            while (true)
            {
                int count = await _socket.ReceiveAsync(buffer.AsMemory(length));
                if (count == 0)
                {
                    break;
                }

                length += count;
                int consumed = HandleComplete(buffer.AsSpan(0, length), out int needed);
                length -= consumed;
                buffer.AsSpan(consumed, length).CopyTo(buffer);
                if (needed > buffer.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent(needed);
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }
            }
        }
        catch (Exception failure) when (failure is SocketException or ObjectDisposedException or JsonException or InvalidDataException)
        {
            // Broken is broken: whoever waits is told below.
        }

        _closed = true;
        _socket.Dispose();
        ArrayPool<byte>.Shared.Return(buffer);
        foreach (TaskCompletionSource<SupervisorReply> waiting in _pending.Values)
        {
            waiting.TrySetException(new SupervisorLostException());
        }
    }

    /// <summary>Returns the bytes that were used up, and how many the message after them has.</summary>
    private int HandleComplete(ReadOnlySpan<byte> received, out int needed)
    {
        int consumed = 0;
        needed = 0;
        while (received.Length - consumed >= MessageFrame.HeaderSize)
        {
            if (!MessageFrame.TryReadLength(received[consumed..], out int length))
            {
                throw new InvalidDataException("a malformed message of the supervisor");
            }

            needed = MessageFrame.HeaderSize + length;
            if (received.Length - consumed < needed)
            {
                return consumed;
            }

            Handle(received.Slice(consumed + MessageFrame.HeaderSize, length));
            consumed += needed;
            needed = 0;
        }

        return consumed;
    }

    private void Handle(ReadOnlySpan<byte> json)
    {
        SupervisorReply reply = JsonSerializer.Deserialize(json, SupervisorJsonContext.Default.SupervisorReply)
            ?? throw new InvalidDataException("an empty message of the supervisor");
        if (reply.Id == 0)
        {
            _onEvent(reply);
        }
        else if (_pending.TryGetValue(reply.Id, out TaskCompletionSource<SupervisorReply>? waiting))
        {
            waiting.TrySetResult(reply);
        }
    }
}
