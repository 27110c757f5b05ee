using Aot.Daemon.Linux.Netlink;

namespace Aot.Daemon.Linux.Nftables;

/// <summary>The nf_tables of one network namespace: that of the thread which opens the socket. Thread-safe; transactions of one namespace happen one
/// after the other in any case.</summary>
internal sealed class NftSocket : IDisposable
{
    private readonly NetlinkSocket _socket = new(NetlinkConstants.NetfilterProtocol);

    /// <summary>Does all of a batch or nothing of it. Throws a DaemonException only when the kernel's answer is not to be had.</summary>
    public NetlinkResult Execute(NftBatch batch) => _socket.Execute(batch.Finish());

    public void Dispose() => _socket.Dispose();
}
