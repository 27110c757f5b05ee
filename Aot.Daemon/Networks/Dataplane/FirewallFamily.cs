using System.Collections.Immutable;
using Aot.Daemon.Linux.Nftables;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>What is the same for IPv4 and IPv6 but for numbers and names: where addresses lie, and the sets of addresses and ports.</summary>
internal sealed record FirewallFamily
{
    /// <summary>NFPROTO_*, and AF_* too.</summary>
    public required byte Number { get; init; }

    public required int AddressBytes { get; init; }

    /// <summary>Of the source address in the IP header, in bytes.</summary>
    public required int SourceOffset { get; init; }

    public required int DestinationOffset { get; init; }

    public required uint AddressType { get; init; }

    /// <summary>At the end of the sets' names.</summary>
    public required string Suffix { get; init; }

    /// <summary>The subnets of all networks.</summary>
    public NftSet Subnets => Ranges("subnets");

    /// <summary>The subnets whose packets leave with the host's address.</summary>
    public NftSet Masqueraded => Ranges("masqueraded");

    /// <summary>Ports published on all addresses of the host: protocol and port, to address and port.</summary>
    public NftSet Forwards => new()
    {
        Name = "forwards" + Suffix,
        KeyType = NftSet.Types(NftConstants.TypeProtocol, NftConstants.TypeService),
        KeyBytes = 8,
        ValueType = NftSet.Types(AddressType, NftConstants.TypeService),
        ValueBytes = AddressBytes + 4,
    };

    /// <summary>Ports published on one address: address, protocol and port, to address and port.</summary>
    public NftSet ForwardsAt => Forwards with
    {
        Name = "forwards" + Suffix + "at",
        KeyType = NftSet.Types(AddressType, NftConstants.TypeProtocol, NftConstants.TypeService),
        KeyBytes = AddressBytes + 8,
    };

    public ImmutableArray<NftSet> Sets => [Subnets, Masqueraded, Forwards, ForwardsAt];

    /// <summary>Goes on when the packet is of this family.</summary>
    public void Is(NftRule rule)
    {
        rule.Meta(NftMeta.Family, 0);
        rule.Compare(0, [Number]);
    }

    private NftSet Ranges(string name) =>
        new() { Name = name + Suffix, KeyType = AddressType, KeyBytes = AddressBytes, HasRanges = true };
}
