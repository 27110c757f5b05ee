namespace Aot.Daemon.Linux.Netlink;

/// <summary>The numbers of rtnetlink(7) that are used here.</summary>
internal static class RouteConstants
{
    public const ushort NewLink = 16;
    public const ushort DeleteLink = 17;
    public const ushort GetLink = 18;
    public const ushort NewAddress = 20;
    public const ushort DeleteAddress = 21;
    public const ushort GetAddress = 22;
    public const ushort NewRoute = 24;
    public const ushort DeleteRoute = 25;
    public const ushort GetRoute = 26;
    public const ushort NewNeighbour = 28;

    // IFLA_*.
    public const ushort LinkAddress = 1;
    public const ushort LinkName = 3;
    public const ushort LinkMtu = 4;
    public const ushort LinkMaster = 10;
    public const ushort LinkInfo = 18;
    public const ushort LinkFamilies = 26;
    public const ushort LinkNamespaceDescriptor = 28;

    // IFLA_INFO_*.
    public const ushort InfoKind = 1;
    public const ushort InfoDetails = 2;
    public const ushort InfoSlaveKind = 4;
    public const ushort InfoSlaveDetails = 5;

    public const ushort VethPeer = 1;
    public const ushort BridgePortHairpin = 4;
    public const ushort BridgePortIsolated = 33;

    /// <summary>IFLA_INET6_ADDR_GEN_MODE.</summary>
    public const ushort Ipv6AddressMode = 8;

    /// <summary>IN6_ADDR_GEN_MODE_NONE: no link-local address is made up.</summary>
    public const byte NoIpv6Addresses = 1;

    // IFA_*.
    public const ushort AddressOfPeer = 1;
    public const ushort AddressLocal = 2;
    public const ushort AddressBroadcast = 4;
    public const ushort AddressFlags = 8;

    /// <summary>IFA_F_NODAD.</summary>
    public const uint NoDuplicateDetection = 2;

    // RTA_*.
    public const ushort RouteDestination = 1;
    public const ushort RouteLink = 4;
    public const ushort RouteGateway = 5;
    public const ushort RouteTable = 15;

    // NDA_LLADDR, AF_BRIDGE, NUD_NOARP (does not age), NTF_MASTER (in the table of the port's bridge).
    public const ushort NeighbourMac = 2;
    public const byte BridgeFamily = 7;
    public const ushort Lasting = 0x40;
    public const byte OfMaster = 4;

    public const uint Up = 1;
    public const int LoopbackIndex = 1;
    public const byte MainTable = 254;

    /// <summary>RTPROT_BOOT, as ip-route(8) has it for routes added by hand.</summary>
    public const byte ByHand = 3;
    public const byte Unicast = 1;
    public const byte LinkScope = 253;
}
