using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>Links, addresses and routes of one network namespace: that of the thread which opens the socket. Thread-safe.</summary>
internal sealed class RouteSocket : IDisposable
{
    private readonly NetlinkSocket _socket = new(NetlinkConstants.RouteProtocol);

    /// <summary>Does all changes of a batch; the first failure is the result's, the others were tried nevertheless.</summary>
    public NetlinkResult Execute(RouteBatch batch) => _socket.Execute(batch.Writer);

    /// <summary>The link of a name; null when there is none.</summary>
    public LinkInfo? FindLink(string name)
    {
        using NetlinkWriter request = new(256);
        request.Begin(RouteConstants.GetLink, 0, default(LinkHeader), "find the link", name);
        request.Attribute(RouteConstants.LinkName, name);
        LinkInfo? link = null;
        NetlinkResult result = _socket.Execute(request, (_, payload) => link = RouteParser.Link(payload));
        return result.Errno is 0 or Errno.ENODEV ? link : throw result.Exception();
    }

    /// <summary>All links. Throws a DaemonException.</summary>
    public ImmutableArray<LinkInfo> Links()
    {
        using NetlinkWriter request = new(256);
        request.Begin(RouteConstants.GetLink, NetlinkConstants.Dump, default(LinkHeader), "list the links", "");
        return Gather(request, RouteParser.Link);
    }

    /// <summary>All addresses of all links, or of one.</summary>
    /// <param name="index">0: of all.</param>
    public ImmutableArray<LinkAddress> Addresses(int index = 0)
    {
        using NetlinkWriter request = new(256);
        request.Begin(RouteConstants.GetAddress, NetlinkConstants.Dump, default(AddressHeader), "list the addresses", "");
        return [.. Gather(request, RouteParser.Address).OfType<LinkAddress>().Where(address => index == 0 || address.LinkIndex == index)];
    }

    /// <summary>The unicast routes of the main table of a family.</summary>
    public ImmutableArray<RouteInfo> Routes(AddressFamily family)
    {
        using NetlinkWriter request = new(256);
        RouteHeader header = new() { Family = (byte)(family == AddressFamily.InterNetworkV6 ? SocketConstants.Ipv6Family : SocketConstants.Ipv4Family) };
        request.Begin(RouteConstants.GetRoute, NetlinkConstants.Dump, header, "list the routes", "");
        return [.. Gather(request, RouteParser.Route).OfType<RouteInfo>()];
    }

    public void Dispose() => _socket.Dispose();

    private delegate T Parser<T>(ReadOnlySpan<byte> payload);

    private ImmutableArray<T> Gather<T>(NetlinkWriter request, Parser<T> parse)
    {
        ImmutableArray<T>.Builder all = ImmutableArray.CreateBuilder<T>();
        _socket.Dump(request, (_, payload) => all.Add(parse(payload)), all.Clear);
        return all.ToImmutable();
    }
}
