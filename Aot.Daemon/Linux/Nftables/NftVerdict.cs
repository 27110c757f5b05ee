namespace Aot.Daemon.Linux.Nftables;

/// <summary>What becomes of a packet (NF_* and enum nft_verdicts).</summary>
internal enum NftVerdict
{
    Drop = 0,
    Accept = 1,
    Jump = -3,
    Return = -5,
}
