namespace Aot.Daemon.Containers;

/// <summary>The running containers whose namespaces a start joins; null for what is the container's own.</summary>
internal readonly record struct JoinedContainers(ContainerEntry? Network, ContainerEntry? Ipc);
