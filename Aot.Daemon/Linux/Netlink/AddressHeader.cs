using System.Runtime.InteropServices;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>struct ifaddrmsg.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct AddressHeader
{
    public byte Family;
    public byte PrefixLength;
    public byte Flags;
    public byte Scope;
    public int Index;

    public const int Bytes = 8;
}
