using System.Buffers;

namespace Aot.Daemon.Primitives.Journals;

/// <summary>
/// Reads a journal's whole records in order, up to the end or the first one that is damaged, cut or cannot be read. What follows that one
/// is never taken for a record, though it may look like one: a later state without an earlier one could be wrong.
/// </summary>
internal sealed class JournalReader(Stream stream) : IDisposable
{
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
    private int _start;
    private int _end;
    private bool _isOver;

    /// <summary>Bytes of the whole records so far.</summary>
    public long WholeLength { get; private set; }

    /// <summary>Once all whole records are read: the bytes after them.</summary>
    public long DroppedLength => Math.Max(0, stream.Length - WholeLength);

    /// <summary>Why reading ended, when it was the disk.</summary>
    public IOException? Failure { get; private set; }

    /// <summary>The next record's payload, valid until the next call; false when there is no whole one any more.</summary>
    public bool TryRead(out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (_isOver || !Fill(JournalFrame.HeaderSize))
        {
            return End();
        }

        int length = JournalFrame.PayloadLength(_buffer.AsSpan(_start, JournalFrame.HeaderSize));
        if (length == 0 || !Fill(JournalFrame.HeaderSize + length))
        {
            return End();
        }

        ReadOnlySpan<byte> frame = _buffer.AsSpan(_start, JournalFrame.HeaderSize + length);
        if (!JournalFrame.IsSound(frame))
        {
            return End();
        }

        _start += frame.Length;
        WholeLength += frame.Length;
        payload = frame[JournalFrame.HeaderSize..];
        return true;
    }

    public void Dispose()
    {
        byte[] buffer = _buffer;
        _buffer = [];
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        stream.Dispose();
    }

    private bool End()
    {
        _isOver = true;
        return false;
    }

    /// <summary>Has so many bytes at <see cref="_start"/>; false when the file does not.</summary>
    private bool Fill(int count)
    {
        if (_end - _start >= count)
        {
            return true;
        }

        MakeRoom(count);
        try
        {
            while (_end - _start < count)
            {
                int read = stream.Read(_buffer, _end, _buffer.Length - _end);
                if (read == 0)
                {
                    return false;
                }

                _end += read;
            }

            return true;
        }
        catch (IOException failure)
        {
            Failure = failure;
            return false;
        }
    }

    private void MakeRoom(int count)
    {
        byte[] target = count <= _buffer.Length ? _buffer : ArrayPool<byte>.Shared.Rent(count);
        _buffer.AsSpan(_start, _end - _start).CopyTo(target);
        (_start, _end) = (0, _end - _start);
        if (target != _buffer)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = target;
        }
    }
}
