namespace Aot.Daemon.Containers;

/// <summary>What the daemon finds on disk when it starts.</summary>
/// <param name="Entries">The containers.</param>
/// <param name="Leftovers">Folders of creations and removals that were cut short: they are to be removed.</param>
/// <param name="Unreadable">The ids of containers that are there and could not be read: they are left as they are.</param>
/// <param name="StatesInDoubt">Of any container the last state may be missing: it may have gone on from the one that it has, so a task that the engine
/// has of it counts.</param>
internal sealed record LoadedContainers(IReadOnlyList<ContainerEntry> Entries, IReadOnlyList<string> Leftovers, IReadOnlySet<string> Unreadable, bool StatesInDoubt);
