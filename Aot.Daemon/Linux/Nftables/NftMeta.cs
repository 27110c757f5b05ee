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
}
