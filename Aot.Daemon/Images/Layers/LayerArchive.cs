using Aot.Daemon.Images.Content;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Layers;

/// <summary>A layer's archive on disk, plain or gzip, as the plain bytes that its digest is of.</summary>
internal sealed class LayerArchive : IAsyncDisposable
{
    private readonly BlobStream _file;
    private readonly Stream _plain;
    private readonly HashingStream _hashing;

    private LayerArchive(BlobStream file, Stream plain, Func<long, long, ValueTask>? progress)
    {
        _file = file;
        _plain = plain;
        _hashing = new HashingStream(plain);
        Content = new ReportingStream(_hashing, file, progress);
    }

    /// <summary>The plain bytes.</summary>
    public Stream Content { get; }

    /// <summary>Opens an archive; fails as Invalid for a compression that is not known.</summary>
    public static async ValueTask<LayerArchive> OpenAsync(string path, Func<long, long, ValueTask>? progress, CancellationToken cancellationToken)
    {
        var file = new BlobStream(path);
        try
        {
            (PrefixedStream all, ReadOnlyMemory<byte> start) = await PrefixedStream.PeekAsync(file, Compression.MagicLength, cancellationToken);
            return new LayerArchive(file, Compression.Decompress(all, start.Span), progress);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>The digest of an archive's plain bytes.</summary>
    public static async ValueTask<Digest> DiffIdAsync(string path, CancellationToken cancellationToken)
    {
        await using LayerArchive archive = await OpenAsync(path, progress: null, cancellationToken);
        var buffer = new byte[128 * 1024];
        try
        {
            while (await archive.Content.ReadAsync(buffer, cancellationToken) > 0)
            {
            }
        }
        catch (InvalidDataException failure)
        {
            throw DaemonException.Invalid($"invalid archive: the compressed data is damaged: {failure.Message}", failure);
        }

        return archive.Finish();
    }

    /// <summary>The digest of all that was read.</summary>
    public Digest Finish() => _hashing.Finish();

    public async ValueTask DisposeAsync()
    {
        await Content.DisposeAsync();
        await _hashing.DisposeAsync();
        await _plain.DisposeAsync();
        await _file.DisposeAsync();
    }
}
