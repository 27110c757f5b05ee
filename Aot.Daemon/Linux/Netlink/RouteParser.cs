using System.Collections.Immutable;
using System.Net;
using System.Runtime.InteropServices;
using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>What rtnetlink answers, as values. Malformed answers are an InvalidDataException.</summary>
internal static class RouteParser
{
    public static LinkInfo Link(ReadOnlySpan<byte> payload)
    {
        NetlinkAttributes attributes = NetlinkAttributes.After(payload, LinkHeader.Bytes);
        LinkHeader header = MemoryMarshal.Read<LinkHeader>(payload);
        string name = "";
        string kind = "";
        int mtu = 0;
        int master = 0;
        ImmutableArray<byte> macAddress = [];
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case RouteConstants.LinkName:
                    name = attributes.Text();
                    break;
                case RouteConstants.LinkMtu:
                    mtu = (int)attributes.Number();
                    break;
                case RouteConstants.LinkMaster:
                    master = (int)attributes.Number();
                    break;
                case RouteConstants.LinkAddress:
                    macAddress = [.. attributes.Value];
                    break;
                case RouteConstants.LinkInfo:
                    kind = Kind(attributes.Value);
                    break;
            }
        }

        return new LinkInfo
        {
            Index = header.Index,
            Name = name,
            Kind = kind,
            Mtu = mtu,
            Master = master,
            IsUp = (header.Flags & RouteConstants.Up) != 0,
            MacAddress = macAddress,
        };
    }

    /// <summary>Null for what is no address of a link's own.</summary>
    public static LinkAddress? Address(ReadOnlySpan<byte> payload)
    {
        NetlinkAttributes attributes = NetlinkAttributes.After(payload, AddressHeader.Bytes);
        AddressHeader header = MemoryMarshal.Read<AddressHeader>(payload);
        IPAddress? local = null;
        IPAddress? address = null;
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case RouteConstants.AddressLocal:
                    local = attributes.Address();
                    break;
                case RouteConstants.AddressOfPeer:
                    address = attributes.Address();
                    break;
            }
        }

        // Where both are there, IFA_ADDRESS is the other end of a point-to-point link.
        return (local ?? address) is { } own ? new LinkAddress(header.Index, own, header.PrefixLength) : null;
    }

    /// <summary>Null for what is not a unicast route of IPv4 or IPv6 in the main table.</summary>
    public static RouteInfo? Route(ReadOnlySpan<byte> payload)
    {
        NetlinkAttributes attributes = NetlinkAttributes.After(payload, RouteHeader.Bytes);
        RouteHeader header = MemoryMarshal.Read<RouteHeader>(payload);
        uint table = header.Table;
        IPAddress? destination = header.Family switch
        {
            (byte)SocketConstants.Ipv4Family => IPAddress.Any,
            (byte)SocketConstants.Ipv6Family => IPAddress.IPv6Any,
            _ => null,
        };
        IPAddress? gateway = null;
        int link = 0;
        while (attributes.MoveNext())
        {
            switch (attributes.Type)
            {
                case RouteConstants.RouteDestination:
                    destination = attributes.Address();
                    break;
                case RouteConstants.RouteGateway:
                    gateway = attributes.Address();
                    break;
                case RouteConstants.RouteLink:
                    link = (int)attributes.Number();
                    break;
                case RouteConstants.RouteTable:
                    table = attributes.Number();
                    break;
            }
        }

        return destination is not null && table == RouteConstants.MainTable && header.Type == RouteConstants.Unicast
            ? new RouteInfo(destination, header.DestinationLength, link, gateway)
            : null;
    }

    private static string Kind(ReadOnlySpan<byte> info)
    {
        NetlinkAttributes attributes = new(info);
        while (attributes.MoveNext())
        {
            if (attributes.Type == RouteConstants.InfoKind)
            {
                return attributes.Text();
            }
        }

        return "";
    }
}
