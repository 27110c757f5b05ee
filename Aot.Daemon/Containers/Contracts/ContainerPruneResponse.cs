namespace Aot.Daemon.Containers.Contracts;

/// <summary>What a prune removed, and the bytes it freed.</summary>
internal sealed record ContainerPruneResponse(string[]? ContainersDeleted, long SpaceReclaimed);
