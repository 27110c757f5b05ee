using Aot.Daemon.Linux.Nftables;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>What is the same for IPv4 and IPv6 but for numbers and names: where addresses lie, and the sets of addresses and ports.</summary>
internal sealed class FirewallFamily
{
    public FirewallFamily(byte number, int addressBytes, int sourceOffset, int destinationOffset, uint addressType, string suffix)
    {
        Number = number;
        AddressBytes = addressBytes;
        SourceOffset = sourceOffset;
        DestinationOffset = destinationOffset;
        Subnets = new NftSet { Name = "subnets" + suffix, KeyType = addressType, KeyBytes = addressBytes, HasRanges = true };
        Masqueraded = Subnets with { Name = "masqueraded" + suffix };
        Forwards = new NftSet
        {
            Name = "forwards" + suffix,
            KeyType = NftSet.Types(NftConstants.TypeProtocol, NftConstants.TypeService),
            KeyBytes = 8,
            ValueType = NftSet.Types(addressType, NftConstants.TypeService),
            ValueBytes = addressBytes + 4,
        };
        ForwardsAt = Forwards with
        {
            Name = "forwards" + suffix + "at",
            KeyType = NftSet.Types(addressType, NftConstants.TypeProtocol, NftConstants.TypeService),
            KeyBytes = addressBytes + 8,
        };
    }

    /// <summary>NFPROTO_*, and AF_* too.</summary>
    public byte Number { get; }

    public int AddressBytes { get; }

    /// <summary>Of the source address in the IP header, in bytes.</summary>
    public int SourceOffset { get; }

    public int DestinationOffset { get; }

    /// <summary>The subnets of all networks.</summary>
    public NftSet Subnets { get; }

    /// <summary>The subnets whose packets leave with the host's address.</summary>
    public NftSet Masqueraded { get; }

    /// <summary>Ports published on all addresses of the host: protocol and port, to address and port.</summary>
    public NftSet Forwards { get; }

    /// <summary>Ports published on one address: address, protocol and port, to address and port.</summary>
    public NftSet ForwardsAt { get; }

    /// <summary>Goes on when the packet is of this family.</summary>
    public void Is(NftRule rule)
    {
        rule.Meta(NftMeta.Family, 0);
        rule.Compare(0, [Number]);
    }
}
