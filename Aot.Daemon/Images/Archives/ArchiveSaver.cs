using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Images.Tar;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Archives;

/// <summary>docker save: images into one archive that is both an OCI image layout and of docker's format, whose paths point at the layout's blobs.</summary>
internal sealed class ArchiveSaver(ImageStore store)
{
    private const string BlobFolder = "blobs/sha256/";

    /// <summary>The images and names that a user's list means, as dockerd reads it: a repository without a tag means all its tags.
    /// Fails as NotFound or Invalid.</summary>
    public static List<(ImageEntry Image, List<ImageReference> Names)> Select(ImageIndex index, IEnumerable<string> references)
    {
        var selected = new List<(ImageEntry Image, List<ImageReference> Names)>();
        foreach (string reference in references)
        {
            if (IsId(reference))
            {
                Add(selected, index.Find(reference), null);
                continue;
            }

            ImageReference name = ImageReference.Parse(reference);
            if (name.Tag is not null || name.Digest is not null)
            {
                Add(selected, index[name] ?? throw DaemonException.NotFound("reference does not exist"), name);
                continue;
            }

            bool any = false;
            foreach ((ImageReference each, ImageEntry image) in index.OfRepository(name.Repository).OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
            {
                Add(selected, image, each);
                any = true;
            }

            if (!any)
            {
                Add(selected, index.FindByIdPrefix(reference) ?? throw DaemonException.NotFound($"No such image: {reference}"), null);
            }
        }

        return selected;
    }

    /// <summary>Writes the archive.</summary>
    public async Task SaveAsync(
        IReadOnlyList<(ImageEntry Image, List<ImageReference> Names)> images, Stream target, CancellationToken cancellationToken)
    {
        var writer = new TarWriter(target);
        await writer.WriteFolderAsync("blobs/", cancellationToken);
        await writer.WriteFolderAsync(BlobFolder, cancellationToken);
        var written = new HashSet<Digest>();
        foreach ((ImageEntry image, _) in images)
        {
            foreach (Digest blob in ContentCollector.BlobsOf(image).Where(written.Add))
            {
                await writer.WriteFileAsync(BlobFolder + blob.Hex, store.Content.PathOf(blob), cancellationToken);
            }
        }

        await writer.WriteFileAsync(OciArchive.IndexName, Index(images), cancellationToken);
        await writer.WriteFileAsync(DockerArchive.ManifestName, DockerManifest(images), cancellationToken);
        await writer.WriteFileAsync(OciArchive.LayoutName, ContentStore.LayoutFile(), cancellationToken);
        await writer.WriteFileAsync("repositories", Repositories(images), cancellationToken);
        await writer.EndAsync(cancellationToken);
    }

    /// <summary>A full id, or `sha256:` and part of one.</summary>
    private static bool IsId(string reference) => HexId.IsFullId(reference) || reference.StartsWith("sha256:", StringComparison.Ordinal);

    private static void Add(List<(ImageEntry Image, List<ImageReference> Names)> selected, ImageEntry image, ImageReference? name)
    {
        int at = selected.FindIndex(known => known.Image.Id == image.Id);
        if (at < 0)
        {
            at = selected.Count;
            selected.Add((image, []));
        }

        if (name is { } given && !selected[at].Names.Contains(given))
        {
            selected[at].Names.Add(given);
        }
    }

    private static byte[] Index(IReadOnlyList<(ImageEntry Image, List<ImageReference> Names)> images)
    {
        var manifests = new List<OciDescriptor>();
        foreach ((ImageEntry image, List<ImageReference> names) in images)
        {
            manifests.AddRange(names.Count == 0 ? [image.Manifest] : names.Select(name => ImageIndex.Named(image.Manifest, name)));
        }

        return ImageJson.Write(new OciIndex { MediaType = MediaTypes.OciIndex, Manifests = [.. manifests] }, ImageJson.Context.OciIndex);
    }

    private static byte[] DockerManifest(IReadOnlyList<(ImageEntry Image, List<ImageReference> Names)> images) => ImageJson.Write(
        [
            .. images.Select(each => new DockerArchiveImage
            {
                Config = BlobFolder + each.Image.Id.Hex,
                RepoTags = [.. each.Names.Where(name => name.Tag is not null).Select(name => name.Familiar)],
                Layers = [.. each.Image.Layers.Select(layer => BlobFolder + Digest.Parse(layer.Digest).Hex)],
            }),
        ],
        ImageJson.Context.DockerArchiveImageArray);

    /// <summary>Docker's oldest index: repository, tag, and the top layer.</summary>
    private static byte[] Repositories(IReadOnlyList<(ImageEntry Image, List<ImageReference> Names)> images)
    {
        var repositories = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach ((ImageEntry image, List<ImageReference> names) in images)
        {
            foreach (ImageReference name in names.Where(name => name.Tag is not null && image.Layers.Length > 0))
            {
                if (!repositories.TryGetValue(name.FamiliarRepository, out SortedDictionary<string, string>? tags))
                {
                    repositories.Add(name.FamiliarRepository, tags = new SortedDictionary<string, string>(StringComparer.Ordinal));
                }

                tags[name.Tag!] = Digest.Parse(image.Layers[^1].Digest).Hex;
            }
        }

        return ImageJson.Write(repositories, ImageJson.Context.SortedDictionaryStringSortedDictionaryStringString);
    }
}
