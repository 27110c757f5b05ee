using Aot.Daemon.Containers.Networking;

namespace Aot.Daemon.Containers;

/// <summary>The operations on containers, one class each.</summary>
internal sealed record ContainerOperations
{
    public required CreateContainer Create { get; init; }

    public required ListContainers List { get; init; }

    public required InspectContainer Inspect { get; init; }

    public required StartContainer Start { get; init; }

    public required StopContainer Stop { get; init; }

    public required KillContainer Kill { get; init; }

    public required RestartContainer Restart { get; init; }

    public required PauseContainer Pause { get; init; }

    public required UpdateContainer Update { get; init; }

    public required TopContainer Top { get; init; }

    public required RenameContainer Rename { get; init; }

    public required RemoveContainer Remove { get; init; }

    public required ContainerLinks Links { get; init; }

    public required PruneContainers Prune { get; init; }
}
