namespace Aot.Daemon.Primitives.Journals;

/// <summary>
/// A journal's new file while it is made beside the old one: first what counts (<see cref="Add"/>), then what was appended to the old file
/// in the meantime (<see cref="Follow"/>), which so counts last. It replaces the old file once it has all.
/// </summary>
internal sealed class JournalRewrite(IJournalFolder folder, string name) : IDisposable
{
    private const int WriteSize = 64 * 1024;

    private readonly PooledBuffer _pending = new(WriteSize);
    private IJournalFile? _file;
    private PooledBuffer _followed = new(1024);

    /// <summary>What counts is in it, and durable. Guarded by the journal's lock.</summary>
    public bool IsReady { get; set; }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; private set; }

    /// <summary>Opens an empty file. It stays in the folder until it is renamed or deleted.</summary>
    public void Create()
    {
        _file = folder.Open(name);
        _file.Truncate(0);
    }

    /// <summary>Adds a record of what counts.</summary>
    public void Add(ReadOnlySpan<byte> payload)
    {
        JournalFrame.Write(_pending, payload);
        if (_pending.WrittenSpan.Length >= WriteSize)
        {
            Flush();
        }
    }

    /// <summary>Makes what is in the file durable.</summary>
    public void Sync()
    {
        Flush();
        _file!.Sync();
    }

    /// <summary>Notes a frame that was appended to the old file. Called under the journal's lock.</summary>
    public void Follow(ReadOnlySpan<byte> frame)
    {
        frame.CopyTo(_followed.GetSpan(frame.Length));
        _followed.Advance(frame.Length);
    }

    /// <summary>The frames noted so far, for <see cref="Write"/>; who takes them disposes of them. Called under the journal's lock.</summary>
    public PooledBuffer TakeFollowed()
    {
        PooledBuffer taken = _followed;
        _followed = new PooledBuffer(1024);
        return taken;
    }

    /// <summary>Adds whole frames.</summary>
    public void Write(ReadOnlySpan<byte> frames)
    {
        while (!frames.IsEmpty)
        {
            int written = _file!.Append(frames);
            if (written == 0)
            {
                throw new IOException($"write {name}: nothing was written");
            }

            Length += written;
            frames = frames[written..];
        }
    }

    /// <summary>Hands over the file, which the journal goes on with.</summary>
    public IJournalFile TakeFile()
    {
        IJournalFile file = _file!;
        _file = null;
        return file;
    }

    /// <summary>Closes what was not handed over.</summary>
    public void Dispose()
    {
        _file?.Dispose();
        _pending.Dispose();
        _followed.Dispose();
    }

    private void Flush()
    {
        Write(_pending.WrittenSpan);
        _pending.Clear();
    }
}
