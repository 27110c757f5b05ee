using Aot.Daemon.Linux.Netlink;

namespace Aot.Daemon.Linux.Nftables;

/// <summary>The nf_tables of one network namespace, as <see cref="NetfilterSocket"/> has it. Thread-safe; transactions of one namespace happen one after the other
/// in any case.</summary>
internal sealed class NftSocket : IDisposable
{
    private readonly NetfilterSocket _socket = new();

    /// <summary>Does all of a batch or nothing of it. Throws a DaemonException only when the kernel's answer is not to be had.</summary>
    public NetlinkResult Execute(NftBatch batch) => _socket.Open().Execute(batch.Finish());

    /// <summary>The base chains of all tables, whoever made them. Those of the older iptables (iptables-legacy) are not among them.</summary>
    public IReadOnlyList<NftChain> BaseChains()
    {
        using NetlinkWriter request = new(256);
        request.Begin(NftConstants.GetChain, NetlinkConstants.Dump, default(NetfilterHeader), "list the chains", "");
        List<NftChain> chains = [];
        _socket.Open().Dump(
            request,
            (_, payload) =>
            {
                if (NftChainParser.Parse(payload) is { } chain)
                {
                    chains.Add(chain);
                }
            },
            chains.Clear);
        return chains;
    }

    public void Dispose() => _socket.Dispose();
}
