using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// Writes a container's output in docker's json-file format: one JSON object a line with `log`, `stream`, `attrs` and `time`. Lines
/// longer than <see cref="LongestPiece"/> bytes are cut there, as dockerd does. Records are gathered and
/// written with one call; the file is rotated when it has reached its size before a record, as dockerd does. A full disk
/// loses output and never blocks the container or leaves half a record.
/// </summary>
internal sealed class JsonLogWriter : IDisposable
{
    /// <summary>dockerd's buffer: a longer line becomes several records, of which only the last ends with a line break.</summary>
    public const int LongestPiece = 16 * 1024;

    private const uint Mode = 0x1a0; // 0640

    private readonly string _path;
    private readonly long _maxSize;
    private readonly int _maxFiles;
    private readonly JsonLogRecord _record;
    private readonly LogPartialLine[] _partials = [new(), new(), new()];
    private SafeFileHandle? _file;
    private long _size;

    /// <param name="maxSize">0 never rotates.</param>
    /// <param name="maxFiles">The current file included.</param>
    public JsonLogWriter(string path, long maxSize, int maxFiles, SortedDictionary<string, string>? attributes)
    {
        _path = path;
        _maxSize = maxSize;
        _maxFiles = Math.Max(1, maxFiles);
        _record = new JsonLogRecord(attributes);
        OpenFile(truncate: false);
    }

    /// <summary>Bytes of output that could not be written.</summary>
    public long Lost { get; private set; }

    /// <summary>The stream is 1 or 2. Everything up to the last line break is in the file once this returns.</summary>
    public void Write(int stream, ReadOnlySpan<byte> output)
    {
        LogPartialLine partial = _partials[stream];
        while (!output.IsEmpty)
        {
            int room = LongestPiece - partial.Length;
            int end = output[..Math.Min(output.Length, room)].IndexOf((byte)'\n');
            if (end >= 0)
            {
                Append(stream, partial, output[..(end + 1)]);
                output = output[(end + 1)..];
            }
            else if (output.Length >= room)
            {
                Append(stream, partial, output[..room]);
                output = output[room..];
            }
            else
            {
                partial.Add(output);
                break;
            }
        }

        Flush();
    }

    /// <summary>The stream has ended: what waits for its line break is written without one.</summary>
    public void Complete(int stream)
    {
        LogPartialLine partial = _partials[stream];
        if (partial.Length > 0)
        {
            Append(stream, partial, default);
            Flush();
        }
    }

    public void Dispose() => _file?.Dispose();

    private void Append(int stream, LogPartialLine partial, ReadOnlySpan<byte> rest)
    {
        if (_maxSize > 0 && _size + _record.Length >= _maxSize)
        {
            Flush();
            if (_size >= _maxSize)
            {
                Rotate();
            }
        }

        _record.Append(stream, partial.Content, rest);
        partial.Clear();
        if (_record.Length >= 4 * LongestPiece)
        {
            Flush();
        }
    }

    private void Flush()
    {
        ReadOnlySpan<byte> records = _record.Content;
        if (records.IsEmpty)
        {
            return;
        }

        if (_file is null)
        {
            OpenFile(truncate: false);
        }

        long before = _size;
        while (!records.IsEmpty)
        {
            int written = _file is null ? -Errno.EBADF : DescriptorIo.Write(_file, records);
            if (written <= 0)
            {
                Lost += _record.Length;
                if (_file is not null && _size != before)
                {
                    _ = FileTruncate.Call(_file, before);
                }

                _size = before;
                break;
            }

            _size += written;
            records = records[written..];
        }

        _record.Clear();
    }

    private void Rotate()
    {
        _file?.Dispose();
        _file = null;
        try
        {
            if (_maxFiles > 1)
            {
                for (int i = _maxFiles - 1; i > 1; i--)
                {
                    Rename($"{_path}.{i - 1}", $"{_path}.{i}");
                }

                Rename(_path, $"{_path}.1");
            }
        }
        finally
        {
            OpenFile(truncate: _maxFiles == 1);
        }
    }

    private static void Rename(string from, string to)
    {
        if (File.Exists(from))
        {
            File.Move(from, to, overwrite: true);
        }
    }

    /// <summary>A log that cannot be opened loses output; it is tried again with the next.</summary>
    private void OpenFile(bool truncate)
    {
        SafeFileHandle file = Open.File(
            _path, Open.WriteOnly | Open.Create | Open.Append | Open.NoFollow | (truncate ? Open.Truncate : 0), Mode);
        if (file.IsInvalid)
        {
            file.Dispose();
            return;
        }

        _file = file;
        _size = RandomAccess.GetLength(file);
    }
}
