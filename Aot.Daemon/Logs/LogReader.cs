using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Logs;

/// <summary>Reads a container's log from the line asked for, across its rotated files and into those that come while it is followed.</summary>
internal sealed class LogReader : IDisposable
{
    private readonly LogFiles _files;
    private readonly LogQuery _query;
    private readonly LogFormatter _formatter;
    private readonly Queue<LogFileReader> _pending = new();
    private LogFileReader? _current;
    private FileIdentity? _last;
    private bool _isComplete;

    private LogReader(LogFiles files, LogQuery query)
    {
        _files = files;
        _query = query;
        _formatter = new LogFormatter(query);
    }

    /// <summary>Opens the log's files as they are now; what is not there yet is no error.</summary>
    public static LogReader Open(LogFiles files, LogQuery query)
    {
        var reader = new LogReader(files, query);
        try
        {
            reader.OpenFiles();
            return reader;
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }

    /// <summary>Lines that were left out because they are damaged: torn by a crash, or not written by a supervisor.</summary>
    public int Damaged { get; private set; }

    /// <summary>A line younger than the query's Until was met: nothing more will come.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Adds lines until the output is full; false once all that is there now was added.</summary>
    public bool Fill(LogOutput output)
    {
        while (!IsOver && (_current is not null || Advance()))
        {
            while (!output.IsFull && _current!.TryReadLine(out ReadOnlySpan<byte> line))
            {
                Write(line, output);
                if (IsOver)
                {
                    return false;
                }
            }

            if (output.IsFull)
            {
                return true;
            }

            if (_isComplete)
            {
                Advance();
            }
            else if (_pending.Count == 0 && !FindNext())
            {
                return false;
            }
            else
            {
                // There is a successor, so nothing more will be added to this file; but something may have been before that was known.
                _isComplete = true;
            }
        }

        return false;
    }

    /// <summary>Ends the reading. Once a follow ended with its container, what stands after the last line break was torn.</summary>
    public void Finish()
    {
        if (_query.Follow)
        {
            CountTorn();
        }
        else
        {
            // What stands there may just be being written.
            Damaged += _current?.Oversized ?? 0;
        }
    }

    public void Dispose()
    {
        _current?.Dispose();
        while (_pending.TryDequeue(out LogFileReader? reader))
        {
            reader.Dispose();
        }
    }

    private void OpenFiles()
    {
        var newestFirst = new List<LogFileReader>();
        try
        {
            int wanted = _query.Tail;
            foreach (int index in _files.NewestFirst)
            {
                if (_files.Open(index) is not { } file)
                {
                    continue;
                }

                if (newestFirst.Exists(opened => opened.Identity == FileIdentity.Of(file)))
                {
                    file.Dispose();
                    continue;
                }

                long length = RandomAccess.GetLength(file);
                (long start, int found) = wanted < 0 ? (0, 0) : LogTail.Find(file, length, wanted);
                bool grows = _query.Follow && newestFirst.Count == 0;
                newestFirst.Add(new LogFileReader(file, start, grows ? long.MaxValue : length));
                wanted -= found;
                if (_query.Tail >= 0 && wanted == 0)
                {
                    break;
                }
            }
        }
        finally
        {
            newestFirst.Reverse();
            newestFirst.ForEach(_pending.Enqueue);
            _last = newestFirst.Count > 0 ? newestFirst[^1].Identity : null;
        }
    }

    private bool Advance()
    {
        if (_pending.Count == 0 && !FindNext())
        {
            return false;
        }

        CountTorn();
        _current?.Dispose();
        _current = _pending.Dequeue();
        _isComplete = false;
        return true;
    }

    private bool FindNext()
    {
        if (!_query.Follow || _files.OpenNext(_last) is not { } file)
        {
            return false;
        }

        var next = new LogFileReader(file, 0, long.MaxValue);
        _last = next.Identity;
        _pending.Enqueue(next);
        return true;
    }

    private void Write(ReadOnlySpan<byte> json, LogOutput output)
    {
        if (!LogLine.TryParse(json, out LogLine line))
        {
            Damaged++;
        }
        else if (line.Time > _query.Until)
        {
            IsOver = true;
        }
        else if (!(line.Time < _query.Since) && (line.Stream == LogLine.Stdout ? _query.Stdout : _query.Stderr)
            && !_formatter.TryWrite(line, output))
        {
            Damaged++;
        }
    }

    private void CountTorn()
    {
        if (_current is not null)
        {
            Damaged += _current.Oversized + (_current.HasRest ? 1 : 0);
        }
    }
}
