namespace Aot.Daemon.Containers.Contracts;

/// <summary>Where a container's filesystem is on the host.</summary>
internal sealed record GraphDriver(SortedDictionary<string, string> Data, string Name);
