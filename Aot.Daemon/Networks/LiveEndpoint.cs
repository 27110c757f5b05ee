using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Networks.Ipam;

namespace Aot.Daemon.Networks;

/// <summary>An endpoint of a running container, with what its state says as addresses.</summary>
internal sealed record LiveEndpoint(NetworkEntry Network, EndpointState State, IPAddress? IPv4, IPAddress? IPv6, ImmutableArray<byte> MacAddress)
{
    /// <summary>Packets for elsewhere may leave through it.</summary>
    public bool IsWayOut => Network.Bridge is { IsInternal: false };

    public EndpointLink Link(bool routesIPv4, bool routesIPv6)
    {
        var addresses = ImmutableArray.CreateBuilder<InterfaceAddress>();
        if (IPv4 is not null)
        {
            addresses.Add(new InterfaceAddress(IPv4, Network.IPv4!.Pool.Subnet.PrefixLength));
        }

        if (IPv6 is not null)
        {
            addresses.Add(new InterfaceAddress(IPv6, Network.IPv6!.Pool.Subnet.PrefixLength));
        }

        return new EndpointLink
        {
            HostInterface = State.HostInterface,
            SandboxInterface = State.SandboxInterface,
            MacAddress = MacAddress,
            Addresses = addresses.ToImmutable(),
            Gateway = routesIPv4 ? Network.IPv4!.Router : null,
            Gateway6 = routesIPv6 ? Network.IPv6!.Router : null,
        };
    }

    /// <summary>What an earlier daemon wrote down; null when an address is not the network's.</summary>
    public static LiveEndpoint? Restore(NetworkEntry network, EndpointState state)
    {
        IPAddress? ipv4 = null;
        IPAddress? ipv6 = null;
        if ((state.IPv4.Length > 0 && !TryRead(state.IPv4, network.IPv4, out ipv4))
            || (state.IPv6.Length > 0 && !TryRead(state.IPv6, network.IPv6, out ipv6))
            || (network.Bridge is null) != (state.HostInterface.Length == 0))
        {
            return null;
        }

        return new LiveEndpoint(network, state, ipv4, ipv6, Ipam.MacAddress.TryParse(state.MacAddress, out ImmutableArray<byte> mac) ? mac : []);
    }

    private static bool TryRead(string text, NetworkAddresses? family, out IPAddress? address)
    {
        address = null;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash > 0 && family is not null && Subnet.TryParseAddress(text[..slash], out address) && family.Pool.Subnet.Contains(address);
    }
}
