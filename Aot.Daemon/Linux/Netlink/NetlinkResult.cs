using Aot.Daemon.Primitives;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>What the kernel answered to a batch: 0, or the errno of the first message that failed, with words for it.</summary>
/// <param name="Words">What failed and why, e.g. `create the veth veth1: File exists`; empty for success.</param>
internal readonly record struct NetlinkResult(int Errno, string Words)
{
    public bool Succeeded => Errno == 0;

    public DaemonException Exception() => DaemonException.System(Words);

    public void ThrowIfFailed()
    {
        if (Errno != 0)
        {
            throw Exception();
        }
    }
}
