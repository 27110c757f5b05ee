using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>
/// Changes to links, addresses and routes, done in the order they are written here when a <see cref="RouteSocket"/> executes them: one datagram.
/// A change that fails does not stop those after it. Names are at most 15 bytes.
/// </summary>
internal sealed class RouteBatch : IDisposable
{
    private const int CreateNew = NetlinkConstants.Acknowledge | NetlinkConstants.Create | NetlinkConstants.Exclusive;

    internal NetlinkWriter Writer { get; } = new();

    /// <summary>A bridge, down; spanning tree is off by the kernel's default, so its ports forward at once.</summary>
    /// <param name="macAddress">Given, it stays: else a bridge takes the lowest of its ports'.</param>
    /// <param name="mtu">Bytes; 0: the kernel's default.</param>
    public void CreateBridge(string name, ReadOnlySpan<byte> macAddress, int mtu)
    {
        Writer.Begin(RouteConstants.NewLink, CreateNew, default(LinkHeader), "create the bridge", name);
        Writer.Attribute(RouteConstants.LinkName, name);
        Writer.Attribute(RouteConstants.LinkAddress, macAddress);
        Mtu(mtu);
        int info = Writer.OpenNest(RouteConstants.LinkInfo);
        Writer.Attribute(RouteConstants.InfoKind, "bridge");
        Writer.CloseNest(info);
    }

    /// <summary>A veth pair: one end here, down, its peer in another namespace from the beginning, with its final name, down.</summary>
    public void CreateVeth(string name, SafeFileHandle peerNamespace, string peerName, ReadOnlySpan<byte> peerMacAddress, int mtu)
    {
        Writer.Begin(RouteConstants.NewLink, CreateNew, default(LinkHeader), "create the veth", name);
        Writer.Attribute(RouteConstants.LinkName, name);
        Mtu(mtu);
        int info = Writer.OpenNest(RouteConstants.LinkInfo);
        Writer.Attribute(RouteConstants.InfoKind, "veth");
        int details = Writer.OpenNest(RouteConstants.InfoDetails);
        int peer = Writer.OpenNest(RouteConstants.VethPeer);
        Writer.Append(default(LinkHeader));
        Writer.Attribute(RouteConstants.LinkName, peerName);
        Writer.Attribute(RouteConstants.LinkNamespaceDescriptor, (uint)peerNamespace.DangerousGetHandle());
        Writer.Attribute(RouteConstants.LinkAddress, peerMacAddress);
        Mtu(mtu);
        Writer.CloseNest(peer);
        Writer.CloseNest(details);
        Writer.CloseNest(info);
    }

    public void SetUp(int index, string name) =>
        Writer.Begin(RouteConstants.NewLink, NetlinkConstants.Acknowledge, ChangeUp(index), "set up", name);

    /// <summary>Makes a link a port of a bridge, and sets it up.</summary>
    public void AddPort(string name, int bridgeIndex)
    {
        Writer.Begin(RouteConstants.NewLink, NetlinkConstants.Acknowledge, ChangeUp(0), "put on its bridge", name);
        Writer.Attribute(RouteConstants.LinkName, name);
        Writer.Attribute(RouteConstants.LinkMaster, (uint)bridgeIndex);
    }

    /// <summary>How a port of a bridge treats frames.</summary>
    /// <param name="isolated">It exchanges nothing with other isolated ports.</param>
    /// <param name="hairpin">Frames may leave by the port they came in by.</param>
    public void SetPort(string name, bool isolated, bool hairpin)
    {
        Writer.Begin(RouteConstants.NewLink, NetlinkConstants.Acknowledge, default(LinkHeader), "set up the bridge port", name);
        Writer.Attribute(RouteConstants.LinkName, name);
        int info = Writer.OpenNest(RouteConstants.LinkInfo);
        Writer.Attribute(RouteConstants.InfoSlaveKind, "bridge");
        int details = Writer.OpenNest(RouteConstants.InfoSlaveDetails);
        Writer.Attribute(RouteConstants.BridgePortHairpin, hairpin ? (byte)1 : (byte)0);
        Writer.Attribute(RouteConstants.BridgePortIsolated, isolated ? (byte)1 : (byte)0);
        Writer.CloseNest(details);
        Writer.CloseNest(info);
    }

    /// <summary>Tells a bridge by which of its ports a MAC address is reached, in the place of what it has learned; it goes with the port.</summary>
    public void LearnMacAddress(int portIndex, string name, ReadOnlySpan<byte> macAddress)
    {
        NeighbourHeader header = new()
        {
            Family = RouteConstants.BridgeFamily,
            Index = portIndex,
            State = RouteConstants.Lasting,
            Flags = RouteConstants.OfMaster,
        };
        Writer.Begin(
            RouteConstants.NewNeighbour, NetlinkConstants.Acknowledge | NetlinkConstants.Create | NetlinkConstants.Replace, header, "tell the bridge the address of", name);
        Writer.Attribute(RouteConstants.NeighbourMac, macAddress);
    }

    /// <summary>The link makes up no IPv6 address of its own when it goes up: no detection of duplicates, no multicast for them.</summary>
    public void SetNoIpv6Addresses(string name)
    {
        Writer.Begin(RouteConstants.NewLink, NetlinkConstants.Acknowledge, default(LinkHeader), "set up IPv6 of", name);
        Writer.Attribute(RouteConstants.LinkName, name);
        int families = Writer.OpenNest(RouteConstants.LinkFamilies);
        int ipv6 = Writer.OpenNest(SocketConstants.Ipv6Family);
        Writer.Attribute(RouteConstants.Ipv6AddressMode, RouteConstants.NoIpv6Addresses);
        Writer.CloseNest(ipv6);
        Writer.CloseNest(families);
    }

    public void SetMtu(int index, string name, int mtu)
    {
        Writer.Begin(RouteConstants.NewLink, NetlinkConstants.Acknowledge, new LinkHeader { Index = index }, "set the MTU of", name);
        Mtu(mtu);
    }

    public void DeleteLink(string name)
    {
        Writer.Begin(RouteConstants.DeleteLink, NetlinkConstants.Acknowledge, default(LinkHeader), "delete the link", name);
        Writer.Attribute(RouteConstants.LinkName, name);
    }

    /// <summary>Adds an address that nobody else is asked about (no duplicate address detection); one that is there already is fine.</summary>
    public void AddAddress(int index, IPAddress address, int prefixLength)
    {
        AddressMessage(
            RouteConstants.NewAddress, NetlinkConstants.Acknowledge | NetlinkConstants.Create | NetlinkConstants.Replace, "add the address", index, address, prefixLength);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            Writer.Attribute(RouteConstants.AddressFlags, RouteConstants.NoDuplicateDetection);
        }
        else if (prefixLength < 31)
        {
            Writer.Attribute(RouteConstants.AddressBroadcast, Broadcast(address, prefixLength));
        }
    }

    public void RemoveAddress(int index, IPAddress address, int prefixLength) =>
        AddressMessage(RouteConstants.DeleteAddress, NetlinkConstants.Acknowledge, "remove the address", index, address, prefixLength);

    /// <summary>Adds the default route of the gateway's family, in the place of one that is there.</summary>
    public void SetDefaultRoute(int index, IPAddress gateway) =>
        DefaultRoute(RouteConstants.NewRoute, NetlinkConstants.Acknowledge | NetlinkConstants.Create | NetlinkConstants.Replace, "set the default route by", index, gateway);

    public void RemoveDefaultRoute(int index, IPAddress gateway) =>
        DefaultRoute(RouteConstants.DeleteRoute, NetlinkConstants.Acknowledge, "remove the default route by", index, gateway);

    public void Dispose() => Writer.Dispose();

    private static LinkHeader ChangeUp(int index) => new() { Index = index, Flags = RouteConstants.Up, Changed = RouteConstants.Up };

    private static byte Family(IPAddress address) =>
        (byte)(address.AddressFamily == AddressFamily.InterNetworkV6 ? SocketConstants.Ipv6Family : SocketConstants.Ipv4Family);

    private static IPAddress Broadcast(IPAddress address, int prefixLength)
    {
        Span<byte> bytes = stackalloc byte[4];
        address.TryWriteBytes(bytes, out _);
        for (int bit = prefixLength; bit < 32; bit++)
        {
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    private void Mtu(int mtu)
    {
        if (mtu > 0)
        {
            Writer.Attribute(RouteConstants.LinkMtu, (uint)mtu);
        }
    }

    private void AddressMessage(ushort type, int flags, string action, int index, IPAddress address, int prefixLength)
    {
        AddressHeader header = new() { Family = Family(address), PrefixLength = (byte)prefixLength, Index = index };
        Writer.Begin(type, flags, header, action, address.ToString());
        Writer.Attribute(RouteConstants.AddressLocal, address);
        Writer.Attribute(RouteConstants.AddressOfPeer, address);
    }

    private void DefaultRoute(ushort type, int flags, string action, int index, IPAddress gateway)
    {
        RouteHeader header = new()
        {
            Family = Family(gateway),
            Table = RouteConstants.MainTable,
            Protocol = RouteConstants.ByHand,
            Type = RouteConstants.Unicast,
        };
        Writer.Begin(type, flags, header, action, gateway.ToString());
        Writer.Attribute(RouteConstants.RouteGateway, gateway);
        Writer.Attribute(RouteConstants.RouteLink, (uint)index);
    }
}
