using System.Buffers;
using System.Buffers.Binary;

namespace Aot.Daemon.Logs;

/// <summary>Collects bytes for the client in pooled memory, in frames of the Engine API or raw.</summary>
/// <param name="framed">Each message has a header of 8 bytes: the stream's number, three zeros, the big-endian length.</param>
internal sealed class LogOutput(bool framed) : IDisposable
{
    /// <summary>The bytes from which on a write is worth it.</summary>
    public const int FullLength = 32 * 1024;

    private const int HeaderSize = 8;

    private byte[] _buffer = [];
    private int _length;
    private int _frame;

    public bool IsEmpty => _length == 0;

    public bool IsFull => _length >= FullLength;

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _length);

    public void BeginFrame(byte stream)
    {
        _frame = _length;
        if (framed)
        {
            Span<byte> header = GetSpan(HeaderSize)[..HeaderSize];
            header.Clear();
            header[0] = stream;
            _length += HeaderSize;
        }
    }

    public void EndFrame()
    {
        if (framed)
        {
            BinaryPrimitives.WriteUInt32BigEndian(_buffer.AsSpan(_frame + 4), (uint)(_length - _frame - HeaderSize));
        }
    }

    /// <summary>Takes back what was written since <see cref="BeginFrame"/>.</summary>
    public void DropFrame() => _length = _frame;

    /// <summary>Room for at least so many bytes; tell those used with <see cref="Advance"/>.</summary>
    public Span<byte> GetSpan(int size)
    {
        if (_buffer.Length - _length < size)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(FullLength, Math.Max(_buffer.Length * 2, _length + size)));
            Written.Span.CopyTo(larger);
            Release();
            _buffer = larger;
        }

        return _buffer.AsSpan(_length);
    }

    public void Advance(int count) => _length += count;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(GetSpan(bytes.Length));
        _length += bytes.Length;
    }

    public void Append(byte value)
    {
        GetSpan(1)[0] = value;
        _length++;
    }

    /// <summary>Forgets what was written, and gives the memory back: an idle follower holds none.</summary>
    public void Clear()
    {
        _length = 0;
        Release();
        _buffer = [];
    }

    public void Dispose() => Clear();

    private void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }
    }
}
