using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>Takes addresses for a container and makes it known on a network, all in memory.</summary>
internal sealed class EndpointReservation
{
    // `veth` and eleven digits: the longest name that a link can have. Two that are the same would be one too many.
    private const string LinkPrefix = "veth";
    private const int LinkDigits = 11;

    /// <summary>Fails in dockerd's words: Forbidden when the container is on the network, or an address is taken; Invalid when it is not the network's;
    /// System when there is none left.</summary>
    public LiveEndpoint Make(LiveSandbox live, EndpointRequest request)
    {
        NetworkEntry network = request.Network;
        IPAddress? ipv4 = null;
        IPAddress? ipv6 = null;
        try
        {
            ipv4 = Take(network, network.IPv4, request.IPv4, "IPv4");
            ipv6 = Take(network, network.IPv6, request.IPv6, "IPv6");
            bool hasLink = network.Bridge is not null;
            bool isWayOut = network.Bridge is { IsInternal: false };
            ImmutableArray<byte> mac = !hasLink ? [] : request.MacAddress.IsDefaultOrEmpty ? Ipam.MacAddress.Of(ipv4) : request.MacAddress;
            string id = HexId.New();
            var endpoint = new LiveEndpoint(
                network,
                new EndpointState
                {
                    NetworkId = network.Id,
                    EndpointId = id,
                    HostInterface = hasLink ? LinkPrefix + id[..LinkDigits] : "",
                    SandboxInterface = hasLink ? live.FreeInterface() : "",
                    MacAddress = hasLink ? Ipam.MacAddress.Format(mac) : "",
                    IPv4 = Text(ipv4, network.IPv4),
                    IPv6 = Text(ipv6, network.IPv6),
                    Gateway = isWayOut ? network.IPv4?.Router.ToString() ?? "" : "",
                    Gateway6 = isWayOut ? network.IPv6?.Router.ToString() ?? "" : "",
                    GatewayPriority = request.GatewayPriority,
                },
                ipv4,
                ipv6,
                mac);
            network.Attach(Attached(live, endpoint, request));
            return endpoint;
        }
        catch
        {
            Return(network.IPv4, ipv4);
            Return(network.IPv6, ipv6);
            throw;
        }
    }

    /// <summary>Takes over what a container has since an earlier daemon; false when an address is another's by now.</summary>
    /// <param name="request">What its record wants there; null: nothing any more.</param>
    public bool TryAdopt(LiveSandbox live, LiveEndpoint endpoint, EndpointRequest? request)
    {
        NetworkEntry network = endpoint.Network;
        if (endpoint.IPv4 is { } ipv4 && !network.IPv4!.Pool.TryTake(ipv4))
        {
            return false;
        }

        if (endpoint.IPv6 is { } ipv6 && !network.IPv6!.Pool.TryTake(ipv6))
        {
            Return(network.IPv4, endpoint.IPv4);
            return false;
        }

        network.Attach(Attached(live, endpoint, request));
        return true;
    }

    /// <summary>Makes the container unknown on the network, and gives its addresses back.</summary>
    public void Return(LiveSandbox live, LiveEndpoint endpoint) => endpoint.Network.Detach(live.ContainerId);

    private static AttachedEndpoint Attached(LiveSandbox live, LiveEndpoint endpoint, EndpointRequest? request) => new()
    {
        ContainerId = live.ContainerId,
        ContainerName = live.ContainerName,
        State = endpoint.State,
        IPv4 = endpoint.IPv4,
        IPv6 = endpoint.IPv6,
        Aliases = request?.Aliases ?? [],
        Links = request?.Links ?? AttachedEndpoint.NoLinks,
    };

    private static IPAddress? Take(NetworkEntry network, NetworkAddresses? family, IPAddress? asked, string familyName)
    {
        if (family is null)
        {
            return asked is null ? null : throw NotOfNetwork(asked);
        }

        if (asked is null)
        {
            return family.Pool.Take()
                ?? throw DaemonException.System($"no available {familyName} addresses on this network's address pools: {network.Name} ({network.Id})");
        }

        if (!family.Pool.Subnet.Contains(asked))
        {
            throw NotOfNetwork(asked);
        }

        return family.Pool.TryTake(asked) ? asked : throw DaemonException.Forbidden("Address already in use");
    }

    private static DaemonException NotOfNetwork(IPAddress address) =>
        DaemonException.Invalid($"Invalid address {address}: It does not belong to any of this network's subnets");

    private static void Return(NetworkAddresses? family, IPAddress? address)
    {
        if (address is not null)
        {
            family?.Pool.Return(address);
        }
    }

    private static string Text(IPAddress? address, NetworkAddresses? family) => address is null ? "" : $"{address}/{family!.Pool.Subnet.PrefixLength}";
}
