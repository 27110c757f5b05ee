namespace Aot.Daemon.Containers.Contracts;

/// <summary>The part of a host configuration that a container list tells.</summary>
internal sealed record SummaryHostConfig(string NetworkMode);
