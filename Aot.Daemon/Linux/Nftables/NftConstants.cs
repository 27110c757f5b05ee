namespace Aot.Daemon.Linux.Nftables;

/// <summary>The numbers of nf_tables' netlink interface (linux/netfilter/nf_tables.h) that are used here.</summary>
internal static class NftConstants
{
    // Messages: the subsystem's number and the message's (NFNL_SUBSYS_NFTABLES).
    public const byte Subsystem = 10;
    public const ushort BatchBegin = 0x10;
    public const ushort BatchEnd = 0x11;
    public const ushort NewTable = (Subsystem << 8) | 0;
    public const ushort DeleteTable = (Subsystem << 8) | 2;
    public const ushort NewChain = (Subsystem << 8) | 3;
    public const ushort GetChain = (Subsystem << 8) | 4;
    public const ushort NewRule = (Subsystem << 8) | 6;
    public const ushort NewSet = (Subsystem << 8) | 9;
    public const ushort NewElement = (Subsystem << 8) | 12;
    public const ushort DeleteElement = (Subsystem << 8) | 14;

    /// <summary>NFPROTO_INET: IPv4 and IPv6 in one table; its NAT chains are there since Linux 5.2.</summary>
    public const byte InetFamily = 1;
    public const byte Ipv4Family = 2;
    public const byte Ipv6Family = 10;

    // NFTA_LIST_*, NFTA_EXPR_*.
    public const ushort ListElement = 1;
    public const ushort ExpressionName = 1;
    public const ushort ExpressionDetails = 2;

    // NFTA_DATA_*, NFTA_VERDICT_*.
    public const ushort DataValue = 1;
    public const ushort DataVerdict = 2;
    public const ushort VerdictCode = 1;
    public const ushort VerdictChain = 2;

    // NFT_REG_VERDICT; NFT_REG32_00: sixteen registers of four bytes from here on.
    public const uint VerdictRegister = 0;
    public const uint FirstRegister = 8;

    /// <summary>A set's types as nft(8) names them when it lists; each component of a concatenation has six bits.</summary>
    public const uint TypeIpv4Address = 7;
    public const uint TypeIpv6Address = 8;
    public const uint TypeProtocol = 12;
    public const uint TypeService = 13;
    public const uint TypeInterfaceName = 41;

    /// <summary>IFNAMSIZ.</summary>
    public const int InterfaceNameBytes = 16;
}
