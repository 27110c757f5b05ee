using System.Net;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>An address of a link, with the length of its prefix in bits.</summary>
internal readonly record struct LinkAddress(int LinkIndex, IPAddress Address, int PrefixLength);
