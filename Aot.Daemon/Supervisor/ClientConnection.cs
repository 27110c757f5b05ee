using System.Buffers;
using System.Text.Json;
using Aot.Daemon.Linux;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>A daemon's connection: reads requests and sends replies and events. What is malformed closes this connection alone.</summary>
internal sealed class ClientConnection : IDisposable
{
    /// <summary>A daemon that does not read its replies any more is given up.</summary>
    private const int LargestBacklog = 2 * MessageFrame.MaximumSize;

    private readonly SafeFileHandle _socket;
    private readonly TaskSupervisor _supervisor;
    private readonly SendQueue _queue;
    private readonly LoopWatch _watch;
    private byte[] _received = [];
    private int _length;
    private SafeFileHandle? _descriptor;
    private bool _closed;

    public ClientConnection(EventLoop loop, SafeFileHandle socket, TaskSupervisor supervisor)
    {
        _socket = socket;
        _supervisor = supervisor;
        _queue = new SendQueue(socket);
        _watch = loop.Watch(socket, Epoll.In, Ready);
    }

    /// <summary>It said hello and is told of events.</summary>
    public bool WantsEvents { get; set; }

    public void Send(SupervisorReply reply)
    {
        if (_closed)
        {
            return;
        }

        byte[] frame = MessageFrame.Write(JsonSerializer.SerializeToUtf8Bytes(reply, SupervisorJsonContext.Default.SupervisorReply));
        if (!_queue.Send(frame, default) || _queue.Pending > LargestBacklog)
        {
            Dispose();
            return;
        }

        SetEvents();
    }

    /// <summary>Sends a reply with a descriptor; only on a connection that is used for nothing else, so that nothing waits before it.</summary>
    public void Send(SupervisorReply reply, SafeFileHandle descriptor)
    {
        byte[] frame = MessageFrame.Write(JsonSerializer.SerializeToUtf8Bytes(reply, SupervisorJsonContext.Default.SupervisorReply));
        if (_queue.Pending > 0 || UnixSocket.Send(_socket, frame, default, descriptor, wait: false) != frame.Length)
        {
            Dispose();
        }
    }

    /// <summary>The descriptor that came with the request, now the caller's; null when none came.</summary>
    public SafeFileHandle? TakeDescriptor()
    {
        SafeFileHandle? descriptor = _descriptor;
        _descriptor = null;
        return descriptor;
    }

    /// <summary>Answers and gives the socket away: what follows is no message any more. Null when the client is gone.</summary>
    public SafeFileHandle? SendAndDetach(SupervisorReply reply)
    {
        Send(reply);
        if (_closed || _queue.Pending > 0 || _length > 0)
        {
            Dispose();
            return null;
        }

        Detach();
        return _socket;
    }

    public void Dispose()
    {
        if (!_closed)
        {
            Detach();
            _socket.Dispose();
        }
    }

    private void Detach()
    {
        _closed = true;
        _watch.Dispose();
        _queue.Dispose();
        _descriptor?.Dispose();
        ReturnReceived();
        _supervisor.Forget(this);
    }

    private void Ready(uint events)
    {
        if ((events & Epoll.Out) != 0 && !_queue.Flush())
        {
            Dispose();
            return;
        }

        if ((events & (Epoll.In | Epoll.HangUp | Epoll.Error)) != 0 && !Receive())
        {
            Dispose();
            return;
        }

        SetEvents();
    }

    private void SetEvents()
    {
        if (!_closed)
        {
            _watch.Change(Epoll.In | (_queue.Pending > 0 ? Epoll.Out : 0));
        }
    }

    /// <summary>False when the client is gone or malformed.</summary>
    private bool Receive()
    {
        int needed = Needed();
        if (needed < 0)
        {
            return false;
        }

        if (_received.Length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, 4096));
            _received.AsSpan(0, _length).CopyTo(larger);
            int length = _length;
            ReturnReceived();
            _received = larger;
            _length = length;
        }

        int count = UnixSocket.Receive(_socket, _received.AsSpan(_length), out SafeFileHandle? descriptor, wait: false);
        if (descriptor is not null)
        {
            _descriptor?.Dispose();
            _descriptor = descriptor;
        }

        if (count <= 0)
        {
            return count == -Errno.EAGAIN;
        }

        _length += count;
        return HandleComplete();
    }

    /// <summary>The size of the message that is being received, with its header; negative when malformed.</summary>
    private int Needed()
    {
        if (_length < MessageFrame.HeaderSize)
        {
            return MessageFrame.HeaderSize + 1;
        }

        return MessageFrame.TryReadLength(_received, out int length) ? MessageFrame.HeaderSize + length : -1;
    }

    private bool HandleComplete()
    {
        int start = 0;
        while (_length - start >= MessageFrame.HeaderSize)
        {
            ReadOnlySpan<byte> rest = _received.AsSpan(start, _length - start);
            if (!MessageFrame.TryReadLength(rest, out int length))
            {
                return false;
            }

            if (rest.Length < MessageFrame.HeaderSize + length)
            {
                break;
            }

            SupervisorRequest? request = Parse(rest.Slice(MessageFrame.HeaderSize, length));
            if (request is null)
            {
                return false;
            }

            start += MessageFrame.HeaderSize + length;
            if (start == _length)
            {
                // Before the request is handled: an Attach gives the connection away.
                ReturnReceived();
                start = 0;
            }

            _supervisor.Handle(this, request);
            if (_closed)
            {
                return true;
            }
        }

        if (start > 0)
        {
            _received.AsSpan(start, _length - start).CopyTo(_received);
            _length -= start;
        }

        return true;
    }

    private static SupervisorRequest? Parse(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize(json, SupervisorJsonContext.Default.SupervisorRequest);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void ReturnReceived()
    {
        if (_received.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_received);
            _received = [];
        }

        _length = 0;
    }
}
