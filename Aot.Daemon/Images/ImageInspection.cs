using System.Globalization;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Images.Layers;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>docker inspect and history of an image.</summary>
internal sealed class ImageInspection(LayerStore layers)
{
    public ImageInspect Inspect(ImageEntry image, ApiVersion version) => new()
    {
        Id = image.Id.Value,
        RepoTags = [.. image.RepoTags],
        RepoDigests = [.. image.RepoDigests],
        Comment = image.Config.Comment ?? Last(image)?.Comment ?? "",
        Created = image.Config.Created ?? (version < new ApiVersion(1, 44) ? "0001-01-01T00:00:00Z" : null),
        Container = version < new ApiVersion(1, 45) ? "" : null,
        ContainerConfig = version < new ApiVersion(1, 45) ? new ContainerConfig() : null,
        DockerVersion = image.Config.DockerVersion ?? "",
        Author = image.Config.Author ?? "",
        Config = image.RunConfig.ToContainerConfig(),
        Architecture = image.Config.Architecture ?? "",
        Variant = image.Config.Variant,
        Os = image.Config.Os ?? "",
        OsVersion = image.Config.OsVersion,
        Size = image.Size,
        VirtualSize = version < new ApiVersion(1, 44) ? image.Size : null,
        GraphDriver = new GraphDriver(Folders(image), "overlay2"),
        RootFS = new ImageInspectRootFs("layers", image.Config.RootFs?.DiffIds ?? []),
        Metadata = new ImageMetadata(),
    };

    /// <summary>The steps, newest first.</summary>
    public List<ImageHistoryItem> History(ImageEntry image)
    {
        var items = new List<ImageHistoryItem>();
        int layer = 0;
        foreach (ImageHistory step in image.Config.History ?? [])
        {
            long size = step.EmptyLayer || layer >= image.ChainIds.Length ? 0 : layers.Find(image.ChainIds[layer])?.Size ?? 0;
            layer += step.EmptyLayer ? 0 : 1;
            items.Add(new ImageHistoryItem
            {
                Id = "<missing>",
                Created = Seconds(step.Created),
                CreatedBy = step.CreatedBy ?? "",
                Tags = null,
                Size = size,
                Comment = step.Comment ?? "",
            });
        }

        items.Reverse();
        if (items.Count > 0)
        {
            items[0] = items[0] with { Id = image.Id.Value, Tags = [.. image.RepoTags] };
        }

        return items;
    }

    private static ImageHistory? Last(ImageEntry image) => image.Config.History is { Length: > 0 } history ? history[^1] : null;

    private static long Seconds(string? created) =>
        DateTimeOffset.TryParse(created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.ToUnixTimeSeconds()
            : 0;

    /// <summary>Where the layers are, under the names that dockerd's overlay2 has for them.</summary>
    private SortedDictionary<string, string> Folders(ImageEntry image)
    {
        var folders = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (image.ChainIds.Length > 0)
        {
            folders["UpperDir"] = layers.DiffOf(image.ChainIds[^1]);
        }

        if (image.ChainIds.Length > 1)
        {
            folders["LowerDir"] = string.Join(':', image.ChainIds.Reverse().Skip(1).Select(layers.DiffOf));
        }

        return folders;
    }
}
