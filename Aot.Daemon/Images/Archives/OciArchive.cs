using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Archives;

/// <summary>An OCI image layout in an archive (OCI image spec, image-layout).</summary>
internal static class OciArchive
{
    public const string IndexName = "index.json";
    public const string LayoutName = "oci-layout";

    /// <summary>Indexes may list indexes; nobody nests them deeper.</summary>
    private const int MaxDepth = 4;

    /// <summary>The images of a layout, of each the one for this machine; fails as Invalid.</summary>
    public static List<ArchivedImage> Read(ArchiveSpool spool)
    {
        OciIndex index = ImageJson.Parse(spool.Get(IndexName).ReadSmall(IndexName), ImageJson.Context.OciIndex, IndexName);
        var images = new List<ArchivedImage>();
        var seen = new Dictionary<string, int>();
        foreach (OciDescriptor? listed in index.Manifests ?? [])
        {
            OciDescriptor descriptor = Choose(spool, listed, MaxDepth);
            ImageReference[] names = NameOf(listed!) is { } name ? [name] : [];
            if (seen.TryGetValue(descriptor.Digest, out int at))
            {
                images[at] = images[at] with { Names = [.. images[at].Names, .. names] };
                continue;
            }

            seen.Add(descriptor.Digest, images.Count);
            images.Add(ReadImage(spool, descriptor, names));
        }

        return images;
    }

    private static ArchivedImage ReadImage(ArchiveSpool spool, OciDescriptor descriptor, ImageReference[] names)
    {
        byte[] json = Blob(spool, descriptor).ReadSmall("image manifest");
        OciManifest manifest = ImageReader.ParseManifest(json);
        return new ArchivedImage(
            json,
            descriptor.MediaType.Length > 0 ? descriptor.MediaType : MediaTypes.OciManifest,
            Blob(spool, manifest.Config),
            [.. (manifest.Layers ?? []).Select(layer => Blob(spool, layer))],
            names);
    }

    /// <summary>The manifest for this machine of what a descriptor leads to.</summary>
    private static OciDescriptor Choose(ArchiveSpool spool, OciDescriptor? descriptor, int depth)
    {
        if (descriptor is null || depth == 0)
        {
            throw DaemonException.Invalid("invalid archive: an index is damaged");
        }

        if (descriptor.MediaType is not (MediaTypes.OciIndex or MediaTypes.DockerManifestList))
        {
            return descriptor;
        }

        byte[] json = Blob(spool, descriptor).ReadSmall("image index");
        OciDescriptor?[] listed = ImageJson.Parse(json, ImageJson.Context.OciIndex, "image index").Manifests ?? [];

        // Archives of one platform still list the others, whose content is not in them.
        foreach (OciDescriptor? candidate in listed)
        {
            if (candidate is { Platform: null or { Os: "linux" } } && (candidate.Platform is null || candidate.Platform.Architecture == Platform.Architecture)
                && spool.Find(PathOf(candidate)) is not null)
            {
                return Choose(spool, candidate, depth - 1);
            }
        }

        throw DaemonException.Invalid($"no matching manifest for linux/{Platform.Architecture} in the archive");
    }

    /// <summary>The file of a descriptor, verified.</summary>
    private static StagedBlob Blob(ArchiveSpool spool, OciDescriptor? descriptor)
    {
        if (descriptor is null)
        {
            throw DaemonException.Invalid("invalid archive: a manifest is damaged");
        }

        StagedBlob blob = spool.Get(PathOf(descriptor));
        return blob.Digest.Value == descriptor.Digest
            ? blob
            : throw DaemonException.Invalid($"invalid archive: content has the digest {blob.Digest}, not {descriptor.Digest}");
    }

    private static string PathOf(OciDescriptor descriptor) => $"blobs/sha256/{Digest.Parse(descriptor.Digest).Hex}";

    /// <summary>containerd's whole name; else the spec's, unless it is a mere tag, which names nothing.</summary>
    private static ImageReference? NameOf(OciDescriptor descriptor)
    {
        string? text = descriptor.Annotations?.GetValueOrDefault(MediaTypes.ImageNameAnnotation)
            ?? (descriptor.Annotations?.GetValueOrDefault(MediaTypes.RefNameAnnotation) is { } name && name.AsSpan().ContainsAny(":/") ? name : null);
        return text is null ? null : ImageReference.Parse(text).WithDefaultTag();
    }
}
