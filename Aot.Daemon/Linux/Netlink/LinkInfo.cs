using System.Collections.Immutable;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>A link (network interface) of a namespace.</summary>
internal sealed record LinkInfo
{
    public required int Index { get; init; }

    public required string Name { get; init; }

    /// <summary>`bridge`, `veth`, ...; empty for hardware and loopback.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Bytes.</summary>
    public int Mtu { get; init; }

    /// <summary>The index of the bridge that it is a port of; 0: none.</summary>
    public int Master { get; init; }

    public bool IsUp { get; init; }

    public ImmutableArray<byte> MacAddress { get; init; } = [];
}
