using System.Runtime.InteropServices;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>struct ifinfomsg.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct LinkHeader
{
    public byte Family;
    public byte Padding;
    public ushort HardwareType;
    public int Index;
    public uint Flags;

    /// <summary>The flags that are set or cleared as Flags says.</summary>
    public uint Changed;

    public const int Bytes = 16;
}
