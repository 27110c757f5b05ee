using System.Collections.Immutable;
using System.Globalization;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>An image: immutable, published as part of an <see cref="ImageIndex"/>.</summary>
internal sealed record ImageEntry
{
    /// <summary>The digest of its config.</summary>
    public required Digest Id { get; init; }

    /// <summary>Its manifest's descriptor, without annotations.</summary>
    public required OciDescriptor Manifest { get; init; }

    public required ImageConfig Config { get; init; }

    /// <summary>The layers' blobs as the manifest lists them, bottom first.</summary>
    public required ImmutableArray<OciDescriptor> Layers { get; init; }

    /// <summary>The layers' chain ids, bottom first.</summary>
    public required ImmutableArray<Digest> ChainIds { get; init; }

    /// <summary>Bytes of the layers' files.</summary>
    public required long Size { get; init; }

    /// <summary>Its names, in order. Empty for a dangling image.</summary>
    public ImmutableArray<ImageReference> References { get; init; } = [];

    /// <summary>The defaults of its containers; never null.</summary>
    public ImageRunConfig RunConfig => Config.Config ?? Empty;

    /// <summary>Names with a tag, as users know them: `busybox:latest`.</summary>
    public IEnumerable<string> RepoTags => References.Where(reference => reference.Digest is null).Select(reference => reference.Familiar);

    /// <summary>Names with a digest, as users know them: `busybox@sha256:...`.</summary>
    public IEnumerable<string> RepoDigests => References.Where(reference => reference.Digest is not null).Select(reference => reference.Familiar);

    /// <summary>When it was made; null when its config does not say, or not in RFC 3339.</summary>
    public DateTimeOffset? Created =>
        DateTimeOffset.TryParse(Config.Created, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset created)
            ? created
            : null;

    /// <summary>The chain ids as a container's record holds them.</summary>
    public string[] ChainIdTexts() => [.. ChainIds.Select(chainId => chainId.Value)];

    private static readonly ImageRunConfig Empty = new();
}
