using System.Buffers;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Logging;

/// <summary>
/// Writes each line with one write(2) to a descriptor, at once, from the thread that logs: nothing is lost when the process dies,
/// nothing is queued. A line that cannot be written is dropped: the daemon outlives the reader of its log.
/// </summary>
internal sealed class LogSink(SafeFileHandle output, ILogFormat format)
{
    /// <summary>Bytes of the longest line; what is over is cut off.</summary>
    public const int MaximumLine = 16 * 1024;

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly ArrayBufferWriter<byte> _buffer = new(1024);

    public void Write(in LogLine line)
    {
        lock (_lock)
        {
            _buffer.ResetWrittenCount();
            format.Write(line, _buffer);
            WriteAll(Bounded(_buffer.WrittenSpan));
        }
    }

    // Not RandomAccess.Write: on a file it writes at an offset of its own, over the lines of others that have the file open.
    private unsafe void WriteAll(ReadOnlySpan<byte> line)
    {
        while (line.Length > 0)
        {
            nint written;
            fixed (byte* start = line)
            {
                written = WriteBytes.Call(output, start, (nuint)line.Length);
            }

            if (written > 0)
            {
                line = line[(int)written..];
            }
            else if (Errno.Last != Errno.EINTR)
            {
                return;
            }
        }
    }

    // Cut in the middle of a UTF-8 sequence or a quotation, maybe, but a line of its own.
    private static ReadOnlySpan<byte> Bounded(ReadOnlySpan<byte> line)
    {
        if (line.Length <= MaximumLine)
        {
            return line;
        }

        byte[] cut = line[..MaximumLine].ToArray();
        cut[^1] = (byte)'\n';
        return cut;
    }
}
