using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Networks;

/// <summary>A running container's attachment to a network, as the network knows it. Immutable; a rename makes another.</summary>
internal sealed record AttachedEndpoint
{
    public required string ContainerId { get; init; }

    public required string ContainerName { get; init; }

    public required EndpointState State { get; init; }

    public IPAddress? IPv4 { get; init; }

    public IPAddress? IPv6 { get; init; }

    /// <summary>What it is found by besides its name: ids and aliases.</summary>
    public ImmutableArray<string> Aliases { get; init; } = [];

    /// <summary>Names that only this container knows, to names on the network.</summary>
    public ImmutableSortedDictionary<string, string> Links { get; init; } = NoLinks;

    public static ImmutableSortedDictionary<string, string> NoLinks { get; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.OrdinalIgnoreCase);
}
