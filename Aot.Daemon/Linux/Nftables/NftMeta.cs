namespace Aot.Daemon.Linux.Nftables;

/// <summary>What is known of a packet besides its bytes (enum nft_meta_keys).</summary>
internal enum NftMeta : uint
{
    InputName = 6,
    OutputName = 7,

    /// <summary>One byte: 2 IPv4, 10 IPv6.</summary>
    Family = 15,

    /// <summary>One byte: the protocol over IP.</summary>
    Protocol = 16,

    /// <summary>`bridge`, `veth`, ...; a link that is hardware has none, and a rule that asks for it ends there.</summary>
    InputKind = 26,
    OutputKind = 27,
}
