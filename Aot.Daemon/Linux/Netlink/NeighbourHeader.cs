using System.Runtime.InteropServices;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>struct ndmsg.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighbourHeader
{
    public byte Family;
    public byte Padding;
    public ushort MorePadding;
    public int Index;
    public ushort State;
    public byte Flags;
    public byte Type;
}
