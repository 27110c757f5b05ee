using System.Runtime.InteropServices;

namespace Aot.Daemon.Linux.Nftables;

/// <summary>struct nfgenmsg.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NetfilterHeader
{
    public byte Family;
    public byte Version;

    /// <summary>In network byte order.</summary>
    public ushort Resource;

    public const int Bytes = 4;
}
