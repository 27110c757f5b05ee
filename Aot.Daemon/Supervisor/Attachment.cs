using System.Buffers.Binary;
using Aot.Daemon.Linux;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// A client's connection to a process's streams (see <see cref="AttachFrame"/>). A client that reads too slowly holds the
/// process's output up, as in dockerd, once <see cref="HighWater"/> bytes wait for it; a client that is gone is dropped.
/// </summary>
internal sealed class Attachment : IDisposable
{
    /// <summary>dockerd blocks at 1e6 bytes too.</summary>
    public const int HighWater = 1024 * 1024;

    private const int LowWater = HighWater / 4;
    private const int StreamHeaderSize = 8;

    private readonly SafeFileHandle _socket;
    private readonly ProcessStreams _streams;
    private readonly SendQueue _queue;
    private readonly LoopWatch _watch;
    private readonly bool _stdin;
    private readonly bool _stdout;
    private readonly bool _stderr;
    private readonly byte[] _header = new byte[AttachFrame.HeaderSize];
    private int _headerLength;
    private int _frameRemaining;
    private byte[]? _held;
    private bool _inputDone;
    private bool _outputDone;
    private bool _peerGone;
    private bool _disposed;

    public Attachment(EventLoop loop, SafeFileHandle socket, ProcessStreams streams, SupervisorRequest request)
    {
        _socket = socket;
        _streams = streams;
        _queue = new SendQueue(socket);
        _stdin = request.Stdin;
        _stdout = request.Stdout;
        _stderr = request.Stderr;
        _watch = loop.Watch(socket, Epoll.In, Ready);
    }

    /// <summary>The process's output must wait.</summary>
    public bool IsFull { get; private set; }

    /// <summary>Passes output of stream 1 or 2 on, raw from a terminal, else behind the Engine API's header.</summary>
    public void Write(int stream, ReadOnlySpan<byte> output, bool raw)
    {
        if (_disposed || _peerGone || _outputDone || !(stream == 1 ? _stdout : _stderr))
        {
            return;
        }

        Span<byte> header = stackalloc byte[StreamHeaderSize];
        header.Clear();
        header[0] = (byte)stream;
        BinaryPrimitives.WriteInt32BigEndian(header[4..], output.Length);
        if (!_queue.Send(raw ? default : header, output))
        {
            PeerGone();
            return;
        }

        IsFull |= _queue.Pending >= HighWater;
        SetEvents();
    }

    /// <summary>There will be no more output: the client sees the end once it has read what waits for it.</summary>
    public void CompleteOutput()
    {
        _outputDone = true;
        if (!_disposed && _queue.Pending == 0)
        {
            Dispose();
        }
    }

    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            IsFull = false;
            _watch.Dispose();
            _queue.Dispose();
            _socket.Dispose();
            _streams.Forget(this);
        }
    }

    private void Ready(uint events)
    {
        if ((events & Epoll.Out) != 0)
        {
            FlushOutput();
        }

        if (_disposed)
        {
            return;
        }

        if ((events & Epoll.In) != 0)
        {
            ReadInput();
        }
        else if ((events & (Epoll.HangUp | Epoll.Error)) != 0)
        {
            PeerGone();
        }
    }

    private void FlushOutput()
    {
        if (!_queue.Flush())
        {
            PeerGone();
            return;
        }

        if (_outputDone && _queue.Pending == 0)
        {
            Dispose();
            return;
        }

        SetEvents();
        if (IsFull && _queue.Pending <= LowWater)
        {
            IsFull = false;
            _streams.AttachmentDrained();
        }
    }

    /// <summary>No output is of use any more. Input that it sent before is still taken: reading comes to the end by itself.</summary>
    private void PeerGone()
    {
        _peerGone = true;
        _queue.Dispose();
        SetEvents();
        if (IsFull)
        {
            IsFull = false;
            _streams.AttachmentDrained();
        }
    }

    private void ReadInput()
    {
        int count = UnixSocket.Receive(_socket, _streams.SharedBuffer, out SafeFileHandle? unwanted, wait: false);
        unwanted?.Dispose();
        if (count == -Errno.EAGAIN)
        {
            return;
        }

        if (count <= 0)
        {
            Dispose();
            return;
        }

        TakeInput(_streams.SharedBuffer.AsSpan(0, count));
    }

    /// <summary>Passes frames on to the process; what it does not take now is held, and no more is read until it was taken.</summary>
    private void TakeInput(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty && !_disposed)
        {
            if (_frameRemaining == 0)
            {
                _header[_headerLength++] = bytes[0];
                bytes = bytes[1..];
                if (_headerLength == AttachFrame.HeaderSize)
                {
                    _headerLength = 0;
                    _frameRemaining = AttachFrame.ReadLength(_header);
                    if (_frameRemaining == 0)
                    {
                        EndInput();
                    }
                    else if (_frameRemaining < 0)
                    {
                        Dispose();
                    }
                }

                continue;
            }

            ReadOnlySpan<byte> payload = bytes[..Math.Min(bytes.Length, _frameRemaining)];
            int taken = _stdin && !_inputDone ? _streams.WriteInput(payload) : payload.Length;
            if (taken == 0)
            {
                _held = bytes.ToArray();
                SetEvents();
                _streams.WhenInputWritable(TakeHeld);
                return;
            }

            _frameRemaining -= taken;
            bytes = bytes[taken..];
        }

        SetEvents();
    }

    private void TakeHeld()
    {
        if (_held is { } held && !_disposed)
        {
            _held = null;
            TakeInput(held);
        }
    }

    private void EndInput()
    {
        if (_stdin && !_inputDone)
        {
            _inputDone = true;
            _streams.InputCompleted();
        }
    }

    private void SetEvents()
    {
        if (_disposed)
        {
            return;
        }

        if (_held is not null)
        {
            // Errors and hang-ups are told unasked; once known they would be told without end.
            _watch.Change(_peerGone ? 0 : _queue.Pending > 0 ? Epoll.Out : Epoll.Error);
        }
        else
        {
            _watch.Change(Epoll.In | (_queue.Pending > 0 ? Epoll.Out : 0));
        }
    }
}
