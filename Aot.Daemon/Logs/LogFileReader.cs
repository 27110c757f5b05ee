using System.Buffers;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Logs;

/// <summary>Reads the lines of one log file forwards, through pooled memory that is held only while there is something to read.</summary>
/// <param name="file">The open file; the reader closes it.</param>
/// <param name="start">The byte to begin with, the first of a line.</param>
/// <param name="limit">The byte before which to stop; long.MaxValue to read what is still to be written.</param>
internal sealed class LogFileReader(SafeFileHandle file, long start, long limit) : IDisposable
{
    /// <summary>A line longer than this was not written by a supervisor, which splits output at 16 KiB.</summary>
    public const int LongestLine = 1024 * 1024;

    private const int BlockSize = 32 * 1024;

    private byte[] _buffer = [];
    private int _begin;
    private int _end;
    private int _searched;
    private long _position = start;
    private bool _skipping;

    /// <summary>Which file it is, for telling after a rotation.</summary>
    public FileIdentity Identity { get; } = FileIdentity.Of(file);

    /// <summary>Lines that were left out for being longer than <see cref="LongestLine"/>.</summary>
    public int Oversized { get; private set; }

    /// <summary>The next complete line, without its line break; false when there is none now.</summary>
    public bool TryReadLine(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            int found = _buffer.AsSpan(_searched, _end - _searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                int lineBreak = _searched + found;
                line = _buffer.AsSpan(_begin, lineBreak - _begin);
                _begin = _searched = lineBreak + 1;
                if (!_skipping)
                {
                    return true;
                }

                _skipping = false;
                continue;
            }

            _searched = _end;
            if (!Fill())
            {
                PutBack();
                line = default;
                return false;
            }
        }
    }

    /// <summary>Something stands after the last line break: a line that is being written, or was torn by a crash.</summary>
    public bool HasRest { get; private set; }

    public void Dispose()
    {
        Release();
        file.Dispose();
    }

    private bool Fill()
    {
        MakeRoom();
        int room = (int)Math.Min(_buffer.Length - _end, limit - _position);
        int count = room == 0 ? 0 : RandomAccess.Read(file, _buffer.AsSpan(_end, room), _position);
        if (count > 0)
        {
            _end += count;
            _position += count;
            return true;
        }

        if (limit == long.MaxValue && RandomAccess.GetLength(file) is var length && length < _position - (_end - _begin))
        {
            // Emptied under us, as a rotation that keeps one file does.
            Release();
            _position = 0;
            return length > 0;
        }

        return false;
    }

    /// <summary>Half a line is read again when there is more: the writer may take it back, if the disk was too full for the rest of it.</summary>
    private void PutBack()
    {
        HasRest = _end > _begin;
        _position -= _end - _begin;
        Release();
    }

    private void MakeRoom()
    {
        int pending = _end - _begin;
        if (pending > LongestLine && !_skipping)
        {
            _skipping = true;
            Oversized++;
        }

        if (_skipping)
        {
            _begin = _searched = _end = 0;
        }
        else if (_begin > 0)
        {
            _buffer.AsSpan(_begin, pending).CopyTo(_buffer);
            (_begin, _end, _searched) = (0, pending, pending);
        }

        if (_end == _buffer.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(BlockSize, _buffer.Length * 2));
            _buffer.AsSpan(0, _end).CopyTo(larger);
            int end = _end;
            Release();
            (_buffer, _end, _searched) = (larger, end, end);
        }
    }

    private void Release()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = [];
        _begin = _end = _searched = 0;
    }
}
