using System.Buffers;

namespace Aot.Daemon.Supervisor;

/// <summary>The begin of a line whose end has not come yet; holds memory only while there is one.</summary>
internal sealed class LogPartialLine
{
    private byte[]? _buffer;

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Content => _buffer.AsSpan(0, Length);

    /// <summary>The content stays below <see cref="JsonLogWriter.LongestPiece"/>.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _buffer ??= ArrayPool<byte>.Shared.Rent(JsonLogWriter.LongestPiece);
        bytes.CopyTo(_buffer.AsSpan(Length));
        Length += bytes.Length;
    }

    public void Clear()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
            Length = 0;
        }
    }
}
