using System.Collections.Immutable;
using System.Net;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>A container's link into a bridge network: a veth pair, one end on the bridge, one in the sandbox.</summary>
internal sealed record EndpointLink
{
    /// <summary>The name of the end on the host, at most 15 bytes.</summary>
    public required string HostInterface { get; init; }

    /// <summary>The name of the end in the sandbox: eth0, eth1, ...</summary>
    public required string SandboxInterface { get; init; }

    /// <summary>Six bytes.</summary>
    public required ImmutableArray<byte> MacAddress { get; init; }

    public required ImmutableArray<InterfaceAddress> Addresses { get; init; }

    /// <summary>The default route through this link; null: not through this one.</summary>
    public IPAddress? Gateway { get; init; }

    public IPAddress? Gateway6 { get; init; }
}
