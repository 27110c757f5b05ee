namespace Aot.Daemon.Images.Archives;

/// <summary>What an import is to become.</summary>
/// <param name="Name">Its name; null for none.</param>
/// <param name="Message">The comment in its history.</param>
/// <param name="Changes">Instructions for its defaults, see <see cref="ImageChanges"/>.</param>
/// <param name="Architecture">As Go names it (amd64); null for this machine's.</param>
internal sealed record ImageImport(ImageReference? Name, string Message, IReadOnlyList<string> Changes, string? Architecture);
