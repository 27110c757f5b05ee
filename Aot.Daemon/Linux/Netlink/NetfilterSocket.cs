using Aot.Daemon.Primitives;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>
/// A netlink socket to netfilter, which a kernel may be without. Where it is, only what needs it fails, each time anew: the module may have been loaded meanwhile.
/// Of the network namespace of the thread that makes this object, or, where there was no netfilter then, of the one that first uses it. Thread-safe.
/// </summary>
internal sealed class NetfilterSocket : IDisposable
{
    private readonly int _protocol;
    private readonly Lock _opening = new();

    // Guarded by _opening.
    private NetlinkSocket? _socket;

    /// <param name="protocol">A test names one that no kernel has.</param>
    public NetfilterSocket(int protocol = NetlinkConstants.NetfilterProtocol)
    {
        _protocol = protocol;
        try
        {
            _socket = new NetlinkSocket(protocol);
        }
        catch (DaemonException)
        {
            // Told to whoever uses it.
        }
    }

    /// <summary>The socket; System when the kernel has no netfilter.</summary>
    public NetlinkSocket Open()
    {
        lock (_opening)
        {
            try
            {
                return _socket ??= new NetlinkSocket(_protocol);
            }
            catch (DaemonException failure)
            {
                throw DaemonException.System($"no access to the kernel's nftables (modules nfnetlink and nf_tables): {failure.Message}", failure);
            }
        }
    }

    public void Dispose()
    {
        lock (_opening)
        {
            _socket?.Dispose();
        }
    }
}
