using System.Collections.Immutable;
using System.Net;

namespace Aot.Daemon.Networks;

/// <summary>A container's attachment to a network, as it is wanted.</summary>
internal sealed record EndpointRequest
{
    public required NetworkEntry Network { get; init; }

    /// <summary>Null: the next free one.</summary>
    public IPAddress? IPv4 { get; init; }

    public IPAddress? IPv6 { get; init; }

    /// <summary>Six bytes; default: of the IPv4 address.</summary>
    public ImmutableArray<byte> MacAddress { get; init; }

    /// <summary>What the container is found by besides its name.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Names that only this container knows, to names on the network.</summary>
    public ImmutableSortedDictionary<string, string> Links { get; init; } = AttachedEndpoint.NoLinks;

    public int GatewayPriority { get; init; }
}
