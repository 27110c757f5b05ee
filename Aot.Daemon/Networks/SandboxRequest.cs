using System.Collections.Immutable;

namespace Aot.Daemon.Networks;

/// <summary>What a container wants of networks for a run.</summary>
internal sealed record SandboxRequest
{
    public required string ContainerId { get; init; }

    public required string ContainerName { get; init; }

    /// <summary>A namespace is made, even if it has no links; false: the runtime makes one (none), or the host's is used (host).</summary>
    public bool HasNamespace { get; init; } = true;

    /// <summary>In the order of their links: eth0, eth1, ...</summary>
    public required ImmutableArray<EndpointRequest> Endpoints { get; init; }

    public ImmutableArray<PortRequest> Ports { get; init; } = [];
}
