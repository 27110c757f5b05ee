namespace Aot.Daemon.Linux.Nftables;

/// <summary>A base chain of anybody's table, as far as it is asked for here.</summary>
/// <param name="Family">NFPROTO_*: 1 inet, 2 IPv4, 10 IPv6, ...</param>
/// <param name="Drops">What no rule decides is dropped.</param>
internal readonly record struct NftChain(byte Family, string Table, string Name, NftHook Hook, bool Drops);
