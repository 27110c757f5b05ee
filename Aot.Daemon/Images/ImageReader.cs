using System.Collections.Immutable;
using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Images.Layers;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>Makes images of the content in the store. Nothing of it is trusted: it came in an archive.</summary>
internal sealed class ImageReader(ContentStore content, LayerStore layers)
{
    /// <summary>The digests of the uncompressed layers. Fails as Invalid when the config is not one of a Linux image with so many layers.</summary>
    public static List<Digest> DiffIds(ImageConfig config, int layerCount)
    {
        string[] texts = config.RootFs?.DiffIds ?? [];
        if (texts.Length != layerCount)
        {
            throw DaemonException.Invalid($"image config names {texts.Length} layers, its manifest {layerCount}");
        }

        if (config.Os is { Length: > 0 } os && os != "linux")
        {
            throw DaemonException.Invalid($"cannot load {os} image on linux");
        }

        return [.. texts.Select(Digest.Parse)];
    }

    /// <summary>Parses a config; fails as Invalid also where an array has null for an element, so that nobody else needs to look.</summary>
    public static ImageConfig ParseConfig(ReadOnlySpan<byte> json)
    {
        ImageConfig config = ImageJson.Parse(json, ImageJson.Context.ImageConfig, "image config");
        ImageRunConfig? run = config.Config;
        return HasNull(config.History) || HasNull(run?.Env) || HasNull(run?.Shell) || HasNull(run?.OnBuild) || HasNull(run?.Healthcheck?.Test)
            ? throw DaemonException.Invalid("image config is damaged: null where text is due")
            : config;
    }

    /// <summary>Parses a manifest; fails as Invalid.</summary>
    public static OciManifest ParseManifest(ReadOnlySpan<byte> json)
    {
        OciManifest manifest = ImageJson.Parse(json, ImageJson.Context.OciManifest, "image manifest");
        return manifest.Config is null || HasNull(manifest.Layers)
            ? throw DaemonException.Invalid("image manifest is damaged: it is not one of a container image")
            : manifest;
    }

    /// <summary>The parsed manifest of a descriptor; fails as Invalid or System.</summary>
    public OciManifest ReadManifest(Digest digest) => ParseManifest(content.ReadJson(digest));

    /// <summary>Reads an image without names. Fails as System when a blob is missing or damaged, as Invalid when it is no image.</summary>
    /// <param name="missingLayers">Whether its layers' folders may be missing; its size is 0 then.</param>
    public ImageEntry Read(OciDescriptor descriptor, bool missingLayers = false)
    {
        OciManifest manifest = ReadManifest(Digest.Parse(descriptor.Digest));
        Digest id = Digest.Parse(manifest.Config?.Digest);
        ImageConfig config = ParseConfig(content.ReadJson(id));
        OciDescriptor[] blobs = manifest.Layers ?? [];
        List<Digest> chainIds = ChainId.OfAll(DiffIds(config, blobs.Length));
        foreach (OciDescriptor blob in blobs)
        {
            if (content.SizeOf(Digest.Parse(blob.Digest)) is not { } size || size != blob.Size)
            {
                throw DaemonException.System($"blob {blob.Digest} is missing or damaged");
            }
        }

        long total = 0;
        foreach (Digest chainId in chainIds)
        {
            LayerRecord? layer = layers.Find(chainId);
            total += layer?.Size ?? (missingLayers ? 0 : throw DaemonException.System($"layer {chainId} is missing or damaged"));
        }

        return new ImageEntry
        {
            Id = id,
            Manifest = descriptor with { Annotations = null },
            Config = config,
            Layers = [.. blobs],
            ChainIds = [.. chainIds],
            Size = total,
        };
    }

    /// <summary>Unpacks what is not unpacked of an image's layers. Fails as <see cref="LayerStore.UnpackAsync"/> does.</summary>
    /// <param name="progress">Told of the layer, and of bytes done and in all.</param>
    public async ValueTask UnpackAsync(ImageEntry image, Func<Digest, long, long, ValueTask>? progress, CancellationToken cancellationToken)
    {
        List<Digest> diffIds = DiffIds(image.Config, image.Layers.Length);
        ImmutableArray<Digest> chainIds = image.ChainIds;
        for (int i = 0; i < diffIds.Count; i++)
        {
            Digest diffId = diffIds[i];
            Digest blob = Digest.Parse(image.Layers[i].Digest);
            await layers.UnpackAsync(
                chainIds.AsSpan(0, i).ToArray(),
                blob,
                content.PathOf(blob),
                diffId,
                progress is null ? null : (done, total) => progress(diffId, done, total),
                cancellationToken);
        }
    }

    private static bool HasNull(object?[]? array) => array is not null && Array.IndexOf(array, null) >= 0;
}
