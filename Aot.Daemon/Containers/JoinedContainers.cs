namespace Aot.Daemon.Containers;

/// <summary>The running containers whose namespaces a start joins; null for what is the container's own.</summary>
internal sealed record JoinedContainers(ContainerEntry? Network, ContainerEntry? Ipc);
