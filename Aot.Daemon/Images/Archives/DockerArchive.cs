using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Archives;

/// <summary>Docker's archive format: `manifest.json` lists images with the paths of their configs and layers.</summary>
internal static class DockerArchive
{
    public const string ManifestName = "manifest.json";

    /// <summary>The images of an archive; fails as Invalid.</summary>
    public static List<ArchivedImage> Read(ArchiveSpool spool)
    {
        byte[] json = spool.Get(ManifestName).ReadSmall(ManifestName);
        var images = new List<ArchivedImage>();
        foreach (DockerArchiveImage? image in ImageJson.Parse(json, ImageJson.Context.DockerArchiveImageArray, ManifestName))
        {
            if (image is null)
            {
                throw DaemonException.Invalid($"invalid archive: {ManifestName} is damaged");
            }

            images.Add(new ArchivedImage(
                null,
                MediaTypes.OciManifest,
                spool.Get(image.Config),
                [.. (image.Layers ?? []).Select(spool.Get)],
                [.. (image.RepoTags ?? []).Select(ParseName)]));
        }

        return images;
    }

    private static ImageReference ParseName(string text) =>
        ImageReference.Parse(text) is { Tag: not null, Digest: null } name ? name : throw DaemonException.Invalid($"invalid tag {text}");
}
