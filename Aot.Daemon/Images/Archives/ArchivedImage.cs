using Aot.Daemon.Images.Content;

namespace Aot.Daemon.Images.Archives;

/// <summary>An image found in an archive, still staged.</summary>
/// <param name="Manifest">The bytes of its manifest as it came; null for one of docker's format, which has none of its own.</param>
/// <param name="ManifestMediaType">The manifest's media type.</param>
/// <param name="Config">Its config.</param>
/// <param name="Layers">Its layers, bottom first.</param>
/// <param name="Names">The names that it gets.</param>
internal sealed record ArchivedImage(
    byte[]? Manifest,
    string ManifestMediaType,
    StagedBlob Config,
    IReadOnlyList<StagedBlob> Layers,
    IReadOnlyList<ImageReference> Names);
