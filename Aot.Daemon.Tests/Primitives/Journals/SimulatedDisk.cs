using Aot.Daemon.Primitives.Journals;

namespace Aot.Daemon.Tests.Primitives.Journals;

/// <summary>
/// A folder in memory that knows what a power cut would leave of it: files have the content of their last sync, and names that of the folder's.
/// It can die at any step: then it does nothing any more, as the machine or the process it stands for.
/// </summary>
internal sealed class SimulatedDisk : IJournalFolder
{
    // Guards all.
    private readonly Lock _lock = new();
    private Dictionary<string, Content> _names = [];
    private Dictionary<string, Content> _durableNames = [];
    private int _steps;

    /// <summary>The number of the step that is not done any more, nor any after it; 0: none.</summary>
    public int DiesAt { get; init; }

    public bool IsDead { get; private set; }

    /// <summary>Files that took another's place so far.</summary>
    public int Renames { get; private set; }

    /// <summary>With one file in it.</summary>
    public static SimulatedDisk With(string name, byte[] content) => new() { _names = { [name] = new Content { Bytes = [.. content] } } };

    /// <summary>What another process finds when this one was killed.</summary>
    public SimulatedDisk AfterKill() => new() { _names = Copy(_names, content => [.. content.Bytes]) };

    /// <summary>What the next boot finds after a power cut.</summary>
    /// <param name="namesWereWritten">The kernel had written the folder though nobody had asked it to.</param>
    /// <param name="tail">What became of the bytes that were not synced.</param>
    public SimulatedDisk AfterPowerCut(bool namesWereWritten, UnsyncedTail tail)
    {
        Dictionary<string, Content> names = namesWereWritten ? _names : _durableNames;
        return new() { _names = Copy(names, content => content.AfterPowerCut(tail)) };
    }

    public Stream? OpenRead(string name)
    {
        lock (_lock)
        {
            return _names.TryGetValue(name, out Content? content) ? new MemoryStream([.. content.Bytes]) : null;
        }
    }

    public IJournalFile Open(string name) => Do(() =>
    {
        if (!_names.TryGetValue(name, out Content? content))
        {
            _names[name] = content = new Content();
        }

        return new SimulatedFile(this, content);
    });

    public void Rename(string from, string to) => Do(() =>
    {
        _names.Remove(from, out Content? content);
        _names[to] = content ?? throw new FileNotFoundException(from);
        return Renames++;
    });

    public void Delete(string name) => Do(() => _names.Remove(name));

    public void Sync() => Do(() => _durableNames = new Dictionary<string, Content>(_names));

    private static Dictionary<string, Content> Copy(Dictionary<string, Content> names, Func<Content, List<byte>> content) =>
        names.ToDictionary(file => file.Key, file => new Content { Bytes = content(file.Value) });

    private T Do<T>(Func<T> step)
    {
        lock (_lock)
        {
            IsDead |= ++_steps == DiesAt;
            return IsDead ? throw new IOException("dead") : step();
        }
    }

    private sealed class Content
    {
        private List<byte> _synced = [];

        public List<byte> Bytes { get; init; } = [];

        public bool Sync()
        {
            _synced = [.. Bytes];
            return true;
        }

        public List<byte> AfterPowerCut(UnsyncedTail tail)
        {
            int unsynced = Math.Max(0, Bytes.Count - _synced.Count);
            return tail switch
            {
                UnsyncedTail.Lost => [.. _synced],
                UnsyncedTail.Half => [.. _synced, .. Bytes.Skip(_synced.Count).Take(unsynced / 2)],
                UnsyncedTail.Zeros => [.. _synced, .. new byte[unsynced]],
                _ => [.. Bytes],
            };
        }
    }

    private sealed class SimulatedFile(SimulatedDisk disk, Content content) : IJournalFile
    {
        public long Length => content.Bytes.Count;

        public int Append(ReadOnlySpan<byte> bytes)
        {
            byte[] copy = bytes.ToArray();
            return disk.Do(() =>
            {
                content.Bytes.AddRange(copy);
                return copy.Length;
            });
        }

        public void Truncate(long length) => disk.Do(() =>
        {
            content.Bytes.RemoveRange((int)length, content.Bytes.Count - (int)length);
            return true;
        });

        public void Sync() => disk.Do(content.Sync);

        public void Dispose()
        {
        }
    }
}
