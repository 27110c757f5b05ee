using Aot.Daemon.Images.Contracts;

namespace Aot.Daemon.Images.Archives;

/// <summary>What an import is to become.</summary>
/// <param name="Name">Its name; null for none.</param>
/// <param name="Message">The comment in its history.</param>
/// <param name="RunConfig">The defaults of its containers, see <see cref="ImageChanges"/>.</param>
/// <param name="Architecture">As Go names it (amd64); null for this machine's.</param>
internal sealed record ImageImport(ImageReference? Name, string Message, ImageRunConfig RunConfig, string? Architecture);
