using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Images.Content;

/// <summary>A blob's bytes from first to last, telling how far it is. Reads complete at once: a local file has no use for asynchrony.</summary>
internal sealed class BlobStream(string path) : ReadOnlyStream
{
    private readonly SafeFileHandle _file = File.OpenHandle(path, options: FileOptions.SequentialScan);

    /// <summary>Bytes read so far.</summary>
    public long Done { get; private set; }

    public long Total => RandomAccess.GetLength(_file);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int count = RandomAccess.Read(_file, buffer.Span, Done);
        Done += count;
        return ValueTask.FromResult(count);
    }

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}
