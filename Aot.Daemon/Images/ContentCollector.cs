using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>Removes content that nothing needs any more, and keeps what is being used or put in place from it.</summary>
internal sealed class ContentCollector(ImageStore store, IImageUsers users, ILogger logger) : IDisposable
{
    // Guards the leases.
    private readonly Lock _leasesLock = new();
    private readonly List<ImageEntry> _leases = [];

    /// <summary>Held while content is put in place that no index names yet, and while content is removed.</summary>
    public AsyncGate Gate { get; } = new();

    /// <summary>The image that a user means, kept from removal until the lease is disposed. Fails as <see cref="ImageIndex.Find"/> does.</summary>
    public ImageLease Lease(string reference)
    {
        ImageEntry image = store.Index.Find(reference);
        lock (_leasesLock)
        {
            _leases.Add(image);
        }

        var lease = new ImageLease(image, () => Release(image));
        if (store.Index[image.Id] is null)
        {
            // It was removed in between, and perhaps its layers, before the lease could be seen.
            lease.Dispose();
            throw DaemonException.NotFound($"No such image: {reference}");
        }

        return lease;
    }

    /// <summary>Removes those of some blobs and layers that nothing needs. The caller holds <see cref="Gate"/>.</summary>
    /// <returns>The layers that went, in the order given.</returns>
    public List<LayerRecord> Collect(IEnumerable<Digest> blobs, IEnumerable<Digest> layers)
    {
        (HashSet<Digest> neededBlobs, HashSet<Digest> neededLayers) = Needed();
        var removed = new List<LayerRecord>();
        int removedBlobs = 0;
        try
        {
            foreach (Digest layer in layers.Where(layer => !neededLayers.Contains(layer)))
            {
                LayerRecord? record = store.Layers.Find(layer);
                store.Layers.Remove(layer);
                if (record is not null)
                {
                    removed.Add(record);
                }
            }

            foreach (Digest blob in blobs.Where(blob => !neededBlobs.Contains(blob)))
            {
                store.Content.Delete(blob);
                removedBlobs++;
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // What stays is removed at the next daemon start.
            ImageLog.SweepFailed(logger, failure.Message);
        }

        if (removedBlobs + removed.Count > 0)
        {
            ImageLog.Swept(logger, removedBlobs, removed.Count);
        }

        return removed;
    }

    /// <summary>Removes all that nothing needs: what an earlier life left between two steps. Blobs stay as long as a damaged index is kept beside them.</summary>
    public async ValueTask SweepAsync(CancellationToken cancellationToken)
    {
        using (await Gate.EnterAsync(cancellationToken))
        {
            Digest[] layers = [.. store.Layers.List()];
            Digest[] blobs = store.HasDamagedIndex ? [] : [.. store.Content.List()];
            Collect(blobs, layers);
        }
    }

    /// <summary>The blobs of an image.</summary>
    public static IEnumerable<Digest> BlobsOf(ImageEntry image) =>
        [Digest.Parse(image.Manifest.Digest), image.Id, .. image.Layers.Select(layer => Digest.Parse(layer.Digest))];

    public void Dispose() => Gate.Dispose();

    private (HashSet<Digest> Blobs, HashSet<Digest> Layers) Needed()
    {
        var blobs = new HashSet<Digest>();
        var layers = new HashSet<Digest>();
        foreach (ImageEntry image in store.Index.Images)
        {
            blobs.UnionWith(BlobsOf(image));
            layers.UnionWith(image.ChainIds);
        }

        lock (_leasesLock)
        {
            foreach (ImageEntry image in _leases)
            {
                layers.UnionWith(image.ChainIds);
            }
        }

        foreach (ImageUser user in users.Users())
        {
            layers.UnionWith(user.ChainIds.Select(Digest.Parse));
        }

        return (blobs, layers);
    }

    private void Release(ImageEntry image)
    {
        lock (_leasesLock)
        {
            _leases.Remove(image);
        }
    }
}
