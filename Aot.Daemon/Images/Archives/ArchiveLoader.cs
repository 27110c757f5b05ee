using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Images.Layers;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Archives;

/// <summary>docker load: an archive's images into the store. An image is there whole or not at all; those before one that fails stay.</summary>
internal sealed class ArchiveLoader(ImageStore store, ContentCollector collector, FsSnapshotService snapshots)
{
    /// <summary>Loads a stream, which is read to the archive's end. Fails as Invalid when the archive is to blame.</summary>
    /// <param name="loaded">Told of each image, and the names it got, once it is there for good.</param>
    /// <param name="progress">Told of a layer (its uncompressed digest), and of bytes done and in all; null for silence.</param>
    public async Task LoadAsync(
        Stream archive, Func<ImageEntry, IReadOnlyList<ImageReference>, ValueTask> loaded, Func<Digest, long, long, ValueTask>? progress,
        CancellationToken cancellationToken)
    {
        using ArchiveSpool spool = await ArchiveSpool.ReadAsync(archive, store.Content, cancellationToken);
        await PutAsync(Read(spool), loaded, progress, cancellationToken);
    }

    /// <summary>Puts staged images in place, each as a whole: content, layers, and then the index. What the index does not name in the end goes again.</summary>
    public async Task PutAsync(
        IReadOnlyList<ArchivedImage> images, Func<ImageEntry, IReadOnlyList<ImageReference>, ValueTask> loaded,
        Func<Digest, long, long, ValueTask>? progress, CancellationToken cancellationToken)
    {
        using (await collector.Gate.EnterAsync(cancellationToken))
        {
            var blobs = new HashSet<Digest>();
            var chainIds = new HashSet<Digest>();
            try
            {
                foreach (ArchivedImage image in images)
                {
                    ImageEntry entry = await PutAsync(image, blobs, chainIds, progress, cancellationToken);
                    await loaded(entry, image.Names);
                }
            }
            catch (IOException failure)
            {
                throw DaemonException.System($"storing an image: {failure.Message}", failure);
            }
            finally
            {
                collector.Collect(blobs, chainIds.Reverse());
            }
        }
    }

    /// <summary>Puts one image in place.</summary>
    /// <param name="blobs">Gets what may have been put into the content store.</param>
    /// <param name="chainIds">Gets the layers that may have been unpacked.</param>
    private async ValueTask<ImageEntry> PutAsync(
        ArchivedImage image, HashSet<Digest> blobs, HashSet<Digest> chainIds, Func<Digest, long, long, ValueTask>? progress,
        CancellationToken cancellationToken)
    {
        ImageConfig config = ImageReader.ParseConfig(image.Config.ReadSmall("image config"));
        chainIds.UnionWith(ChainId.OfAll(ImageReader.DiffIds(config, image.Layers.Count)));
        byte[] manifest = image.Manifest ?? MakeManifest(image);
        var descriptor = new OciDescriptor { MediaType = image.ManifestMediaType, Digest = Digest.Of(manifest).Value, Size = manifest.Length };
        blobs.UnionWith([Digest.Parse(descriptor.Digest), image.Config.Digest, .. image.Layers.Select(layer => layer.Digest)]);
        store.Content.Put(manifest);
        image.Config.Commit();
        foreach (StagedBlob layer in image.Layers)
        {
            layer.Commit();
        }

        ImageEntry entry = store.Reader.Read(descriptor, missingLayers: true);
        await store.Reader.UnpackAsync(entry, progress, cancellationToken);
        snapshots.Prepare(entry.ChainIds);
        entry = store.Reader.Read(descriptor) with { References = [.. image.Names] };
        ImageIndex index = await store.UpdateAsync(index => index.With(entry), cancellationToken);
        return index[entry.Id]!;
    }

    private static List<ArchivedImage> Read(ArchiveSpool spool) =>
        spool.Find(OciArchive.LayoutName) is not null && spool.Find(OciArchive.IndexName) is not null ? OciArchive.Read(spool)
        : spool.Find(DockerArchive.ManifestName) is not null ? DockerArchive.Read(spool)
        : throw DaemonException.Invalid("invalid archive: it has neither a manifest.json nor an index.json");

    /// <summary>A manifest for an image of docker's format. It depends on the content alone, so that the same image gets the same one.</summary>
    private static byte[] MakeManifest(ArchivedImage image) => ImageJson.Write(
        new OciManifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = Describe(MediaTypes.OciConfig, image.Config),
            Layers = [.. image.Layers.Select(layer => Describe(MediaTypeOf(layer), layer))],
        },
        ImageJson.Context.OciManifest);

    private static OciDescriptor Describe(string mediaType, StagedBlob blob) =>
        new() { MediaType = mediaType, Digest = blob.Digest.Value, Size = blob.Size };

    private static string MediaTypeOf(StagedBlob layer)
    {
        Span<byte> start = stackalloc byte[Compression.MagicLength];
        using var file = File.OpenHandle(layer.CurrentPath);
        int count = RandomAccess.Read(file, start, 0);
        return Compression.IsGzip(start[..count]) ? MediaTypes.OciLayerGzip : MediaTypes.OciLayer;
    }
}
