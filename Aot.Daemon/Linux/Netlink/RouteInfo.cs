using System.Net;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>A unicast route of the main table.</summary>
/// <param name="Destination">The unspecified address for a default route.</param>
/// <param name="PrefixLength">Bits.</param>
/// <param name="LinkIndex">0: by several links.</param>
internal readonly record struct RouteInfo(IPAddress Destination, int PrefixLength, int LinkIndex, IPAddress? Gateway);
