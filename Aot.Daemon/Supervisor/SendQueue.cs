using System.Buffers;
using System.Runtime.InteropServices;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Supervisor;

/// <summary>Sends on a non-blocking socket and keeps what does not fit; holds memory only while something waits.</summary>
internal sealed class SendQueue(SafeHandle socket) : IDisposable
{
    private byte[] _buffer = [];
    private int _start;

    /// <summary>Bytes that wait.</summary>
    public int Pending { get; private set; }

    /// <summary>Sends two pieces as one, or queues them. False when the peer is gone.</summary>
    public bool Send(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (Pending == 0)
        {
            int sent = UnixSocket.Send(socket, first, second, null, wait: false);
            if (sent < 0 && sent != -Errno.EAGAIN)
            {
                return false;
            }

            sent = Math.Max(0, sent);
            int ofFirst = Math.Min(sent, first.Length);
            first = first[ofFirst..];
            second = second[(sent - ofFirst)..];
        }

        Queue(first);
        Queue(second);
        return true;
    }

    /// <summary>Sends what waits, as far as it goes now. False when the peer is gone.</summary>
    public bool Flush()
    {
        while (Pending > 0)
        {
            int sent = UnixSocket.Send(socket, _buffer.AsSpan(_start, Pending), default, null, wait: false);
            if (sent < 0)
            {
                return sent == -Errno.EAGAIN;
            }

            _start += sent;
            Pending -= sent;
        }

        Dispose();
        return true;
    }

    /// <summary>Drops what waits.</summary>
    public void Dispose()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
        }

        _start = 0;
        Pending = 0;
    }

    private void Queue(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return;
        }

        if (_start + Pending + bytes.Length > _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(4096, 2 * (Pending + bytes.Length)));
            _buffer.AsSpan(_start, Pending).CopyTo(larger);
            if (_buffer.Length > 0)
            {
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            _buffer = larger;
            _start = 0;
        }

        bytes.CopyTo(_buffer.AsSpan(_start + Pending));
        Pending += bytes.Length;
    }
}
