using System.Collections.Immutable;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>All images and their names at one moment: immutable, published whole, read without waiting.</summary>
internal sealed class ImageIndex
{
    public static readonly ImageIndex Empty = new(ImmutableDictionary<Digest, ImageEntry>.Empty, ImmutableDictionary<ImageReference, Digest>.Empty);

    private const string AlgorithmPrefix = "sha256:";

    private readonly ImmutableDictionary<Digest, ImageEntry> _images;
    private readonly ImmutableDictionary<ImageReference, Digest> _names;

    private ImageIndex(ImmutableDictionary<Digest, ImageEntry> images, ImmutableDictionary<ImageReference, Digest> names)
    {
        _images = images;
        _names = names;
    }

    public IEnumerable<ImageEntry> Images => _images.Values;

    public ImageEntry? this[Digest id] => _images.GetValueOrDefault(id);

    /// <summary>The image with exactly this name.</summary>
    public ImageEntry? this[ImageReference name] => _names.TryGetValue(name, out Digest id) ? _images[id] : null;

    /// <summary>The image that a user means: by name (`latest` if no tag is given), full id, or a prefix of an id. Fails as NotFound in the words that docker's CLI
    /// looks for, as Invalid for what is no reference and for a prefix of several ids.</summary>
    public ImageEntry Find(string reference)
    {
        if (Digest.TryParse(reference, out Digest id) || (HexId.IsFullId(reference) && Digest.TryParse(AlgorithmPrefix + reference, out id)))
        {
            return _images.GetValueOrDefault(id) ?? throw DaemonException.NotFound($"No such image: {id}");
        }

        ImageReference name = ImageReference.Parse(reference).WithDefaultTag();
        return this[name] ?? this[name.Tag is not null && name.Digest is not null ? name.WithoutTag() : name]
            ?? FindByIdPrefix(reference) ?? throw DaemonException.NotFound($"No such image: {name.Familiar}");
    }

    /// <summary>The image whose id, with or without `sha256:`, begins so; null for none. Fails as Invalid for several.</summary>
    public ImageEntry? FindByIdPrefix(string reference)
    {
        string prefix = reference.StartsWith(AlgorithmPrefix, StringComparison.Ordinal) ? reference[AlgorithmPrefix.Length..] : reference;
        if (prefix.Length is 0 or > HexId.Length || !HexId.IsLowerHex(prefix))
        {
            return null;
        }

        ImageEntry? found = null;
        foreach (ImageEntry image in _images.Values)
        {
            if (image.Id.Value.AsSpan(AlgorithmPrefix.Length).StartsWith(prefix))
            {
                found = found is null ? image : throw DaemonException.Invalid($"ambiguous image id prefix: {prefix}");
            }
        }

        return found;
    }

    /// <summary>All names of a repository with their images.</summary>
    public IEnumerable<KeyValuePair<ImageReference, ImageEntry>> OfRepository(string repository)
    {
        foreach ((ImageReference name, Digest id) in _names)
        {
            if (name.Repository == repository)
            {
                yield return KeyValuePair.Create(name, _images[id]);
            }
        }
    }

    /// <summary>With an image, under its own names; one with the same id stays and only gets the names.</summary>
    public ImageIndex With(ImageEntry image)
    {
        ImageIndex index = _images.ContainsKey(image.Id) ? this : new ImageIndex(_images.Add(image.Id, image with { References = [] }), _names);
        foreach (ImageReference name in image.References)
        {
            index = index.WithName(name, image.Id);
        }

        return index;
    }

    /// <summary>With a name for an image that is there, taken from whichever had it.</summary>
    public ImageIndex WithName(ImageReference name, Digest id)
    {
        ImageIndex index = WithoutName(name);
        ImageEntry image = index._images[id];
        ImmutableArray<ImageReference> names = image.References.Add(name).Sort(static (a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        return new ImageIndex(index._images.SetItem(id, image with { References = names }), index._names.Add(name, id));
    }

    /// <summary>Without a name; its image stays.</summary>
    public ImageIndex WithoutName(ImageReference name)
    {
        if (!_names.TryGetValue(name, out Digest id))
        {
            return this;
        }

        ImageEntry image = _images[id];
        return new ImageIndex(_images.SetItem(id, image with { References = image.References.Remove(name) }), _names.Remove(name));
    }

    /// <summary>Without an image and its names.</summary>
    public ImageIndex Without(Digest id) => _images.TryGetValue(id, out ImageEntry? image)
        ? new ImageIndex(_images.Remove(id), _names.RemoveRange(image.References))
        : this;

    /// <summary>As `index.json`: a descriptor for each name, and one for each image without any.</summary>
    public OciIndex ToOci()
    {
        var manifests = new List<OciDescriptor>();
        foreach (ImageEntry image in _images.Values.OrderBy(image => image.Id.Value, StringComparer.Ordinal))
        {
            if (image.References.IsEmpty)
            {
                manifests.Add(image.Manifest);
            }

            foreach (ImageReference name in image.References)
            {
                manifests.Add(Named(image.Manifest, name));
            }
        }

        return new OciIndex { MediaType = MediaTypes.OciIndex, Manifests = [.. manifests] };
    }

    /// <summary>A descriptor that carries a name, as containerd and docker write it.</summary>
    public static OciDescriptor Named(OciDescriptor manifest, ImageReference name)
    {
        var annotations = new SortedDictionary<string, string>(StringComparer.Ordinal) { [MediaTypes.ImageNameAnnotation] = name.ToString() };
        if (name.Tag is not null)
        {
            annotations[MediaTypes.RefNameAnnotation] = name.Tag;
        }

        return manifest with { Annotations = annotations };
    }
}
