using Aot.Daemon.Images.Content;

namespace Aot.Daemon.Images.Layers;

/// <summary>Tells how far the blob below is, every few megabytes and at its end.</summary>
internal sealed class ReportingStream(Stream inner, BlobStream blob, Func<long, long, ValueTask>? progress) : ReadOnlyStream
{
    /// <summary>Bytes of the blob between two reports (dockerd reports each 512 KiB; terminals need less).</summary>
    private const long Step = 4 * 1024 * 1024;

    private long _next;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int count = await inner.ReadAsync(buffer, cancellationToken);
        if (progress is not null && (count == 0 || blob.Done >= _next))
        {
            _next = blob.Done + Step;
            await progress(blob.Done, blob.Total);
        }

        return count;
    }
}
