namespace Aot.Daemon.Containers;

/// <summary>What the daemon finds on disk when it starts.</summary>
/// <param name="Entries">The containers.</param>
/// <param name="Leftovers">Folders of creations and removals that were cut short: they are to be removed.</param>
internal sealed record LoadedContainers(IReadOnlyList<ContainerEntry> Entries, IReadOnlyList<string> Leftovers);
