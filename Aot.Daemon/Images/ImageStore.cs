using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Images.Layers;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>
/// All images on disk and in memory. Readers take <see cref="Index"/>, which is replaced whole and never waits; writers change it through
/// <see cref="UpdateAsync"/> one after the other, and what they return is on disk by then. Content comes before the index that names it, and goes after it.
/// </summary>
internal sealed class ImageStore : IDisposable
{
    private readonly AsyncGate _gate = new();
    private volatile ImageIndex _index = ImageIndex.Empty;

    private ImageStore(ContentStore content, LayerStore layers)
    {
        Content = content;
        Layers = layers;
        Reader = new ImageReader(content, layers);
    }

    public ContentStore Content { get; }

    public LayerStore Layers { get; }

    public ImageReader Reader { get; }

    public ImageIndex Index => _index;

    /// <summary>Opens or makes &lt;data-root&gt;/images and &lt;data-root&gt;/layers. What is damaged is logged and left out; layers that are missing are unpacked again from
    /// their blobs.</summary>
    public static async ValueTask<ImageStore> OpenAsync(string dataRoot, ILogger logger, CancellationToken cancellationToken)
    {
        ContentStore content = ContentStore.Open(Path.Combine(dataRoot, "images"));
        var store = new ImageStore(content, LayerStore.Open(Path.Combine(dataRoot, "layers")));
        foreach (OciDescriptor? descriptor in store.ReadIndex(logger))
        {
            await store.RestoreAsync(descriptor, logger, cancellationToken);
        }

        return store;
    }

    /// <summary>Whether an index that could not be read is still there, whose content may be wanted.</summary>
    public bool HasDamagedIndex => Directory.EnumerateFiles(Content.Root, "index.json.damaged*").Any();

    /// <summary>The one way to change the index: from the current one to another, durably, then published.</summary>
    public async ValueTask<ImageIndex> UpdateAsync(Func<ImageIndex, ImageIndex> change, CancellationToken cancellationToken)
    {
        using (await _gate.EnterAsync(cancellationToken))
        {
            ImageIndex changed = change(_index);
            if (!ReferenceEquals(changed, _index))
            {
                Write(changed);
                _index = changed;
            }

            return changed;
        }
    }

    public void Dispose()
    {
        _gate.Dispose();
        Layers.Dispose();
    }

    private void Write(ImageIndex index)
    {
        try
        {
            byte[] json = ImageJson.Write(index.ToOci(), ImageJson.Context.OciIndex);
            AtomicFile.Write(Content.IndexPath, json, UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: true);
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"writing the image index: {failure.Message}", failure);
        }
    }

    private OciDescriptor?[] ReadIndex(ILogger logger)
    {
        try
        {
            return File.Exists(Content.IndexPath)
                ? ImageJson.Parse(File.ReadAllBytes(Content.IndexPath), ImageJson.Context.OciIndex, "image index").Manifests ?? []
                : [];
        }
        catch (DaemonException failure)
        {
            string kept = $"{Content.IndexPath}.damaged-{Path.GetRandomFileName()}";
            File.Move(Content.IndexPath, kept);
            ImageLog.IndexDamaged(logger, Content.IndexPath, kept, failure.Message);
            return [];
        }
    }

    private async ValueTask RestoreAsync(OciDescriptor? descriptor, ILogger logger, CancellationToken cancellationToken)
    {
        descriptor ??= new OciDescriptor();
        string name = descriptor.Annotations?.GetValueOrDefault(MediaTypes.ImageNameAnnotation) ?? descriptor.Digest;
        try
        {
            ImageEntry image = Reader.Read(descriptor, missingLayers: true);
            if (image.ChainIds.Any(chainId => Layers.Find(chainId) is null))
            {
                await Reader.UnpackAsync(image, progress: null, cancellationToken);
                image = Reader.Read(descriptor);
                ImageLog.ImageRepaired(logger, name);
            }

            _index = _index.With(ImageReference.TryParse(name, out ImageReference reference) && name != descriptor.Digest
                ? image with { References = [reference] }
                : image);
        }
        catch (DaemonException failure)
        {
            ImageLog.ImageDamaged(logger, name, failure.Message);
        }
    }
}
