using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Containers.Contracts;

/// <summary>The networks that a container is to be attached to, by name.</summary>
internal sealed record NetworkingConfig
{
    public SortedDictionary<string, EndpointSettings?>? EndpointsConfig { get; init; }
}
