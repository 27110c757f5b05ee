using Aot.Daemon.Primitives.Journals;

namespace Aot.Daemon.Tests.Primitives.Journals;

/// <summary>A journal's folder on a disk that is full, or fails, when it is told to.</summary>
internal sealed class FaultyJournalFolder(IJournalFolder inner) : IJournalFolder
{
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _syncs;

    /// <summary>Appends take no more bytes than this, then none; null takes all.</summary>
    public int? Room { get; set; }

    public bool IsFull
    {
        get => Room is not null;
        set => Room = value ? 0 : null;
    }

    /// <summary>Called before each step, with its name and the file's; may throw.</summary>
    public Action<string, string> OnStep { get; set; } = (_, _) => { };

    /// <summary>fdatasyncs of files so far.</summary>
    public int Syncs => Volatile.Read(ref _syncs);

    /// <summary>Completes when the first journal that was opened makes its name durable: no file's sync is under way.</summary>
    public Task Opened => _opened.Task;

    public Stream? OpenRead(string name) => inner.OpenRead(name);

    public IJournalFile Open(string name)
    {
        OnStep("open", name);
        return new FaultyFile(this, name, inner.Open(name));
    }

    public void Rename(string from, string to)
    {
        OnStep("rename", from);
        inner.Rename(from, to);
    }

    public void Delete(string name)
    {
        OnStep("delete", name);
        inner.Delete(name);
    }

    public void Sync()
    {
        _opened.TrySetResult();
        OnStep("sync", ".");
        inner.Sync();
    }

    private sealed class FaultyFile(FaultyJournalFolder folder, string name, IJournalFile inner) : IJournalFile
    {
        public long Length => inner.Length;

        public int Append(ReadOnlySpan<byte> bytes)
        {
            folder.OnStep("append", name);
            if (folder.Room is not { } room)
            {
                return inner.Append(bytes);
            }

            if (room == 0)
            {
                throw new IOException("No space left on device", 28);
            }

            int taken = inner.Append(bytes[..Math.Min(room, bytes.Length)]);
            folder.Room = room - taken;
            return taken;
        }

        public void Truncate(long length)
        {
            folder.OnStep("truncate", name);
            inner.Truncate(length);
        }

        public void Sync()
        {
            Interlocked.Increment(ref folder._syncs);
            folder.OnStep("sync", name);
            inner.Sync();
        }

        public void Dispose() => inner.Dispose();
    }
}
