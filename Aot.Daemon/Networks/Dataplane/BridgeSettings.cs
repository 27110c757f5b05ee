using System.Collections.Immutable;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>A bridge network as the kernel is to have it.</summary>
internal sealed record BridgeSettings
{
    /// <summary>The network's id.</summary>
    public required string NetworkId { get; init; }

    /// <summary>The name of the bridge's link, at most 15 bytes.</summary>
    public required string InterfaceName { get; init; }

    /// <summary>The bridge's own addresses with their prefixes, one a subnet: the gateways of its endpoints.</summary>
    public ImmutableArray<InterfaceAddress> Addresses { get; init; } = [];

    /// <summary>Bytes; 0: the kernel's default.</summary>
    public int Mtu { get; init; }

    /// <summary>Nothing is forwarded to or from other links than the bridge's own.</summary>
    public bool IsInternal { get; init; }

    /// <summary>Endpoints of the network may talk to each other.</summary>
    public bool AllowsInterContainer { get; init; } = true;

    /// <summary>What leaves for elsewhere gets the host's address.</summary>
    public bool Masquerades { get; init; } = true;

    /// <summary>The link was made by somebody else (`bridge` in daemon.json): it is used as it is, and never deleted.</summary>
    public bool IsForeign { get; init; }
}
