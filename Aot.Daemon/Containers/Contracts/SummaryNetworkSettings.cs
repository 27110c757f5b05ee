using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Containers.Contracts;

/// <summary>The part of the network settings that a container list tells.</summary>
internal sealed record SummaryNetworkSettings(SortedDictionary<string, EndpointSettings> Networks);
