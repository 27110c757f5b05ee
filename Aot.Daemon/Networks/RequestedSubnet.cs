using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>What a request says of the addresses of a network, of one family, checked.</summary>
internal sealed record RequestedSubnet
{
    public required Subnet Subnet { get; init; }

    public Subnet? Range { get; init; }

    /// <summary>Null: the first free address.</summary>
    public IPAddress? Gateway { get; init; }

    public ImmutableArray<IPAddress> Reserved { get; init; } = [];

    /// <summary>Null entries are families that the request says nothing of. Fails as Invalid or Forbidden, in dockerd's words.</summary>
    public static (RequestedSubnet? IPv4, RequestedSubnet? IPv6) ParseAll(IpamConfig[] configs, string network)
    {
        RequestedSubnet? ipv4 = null;
        RequestedSubnet? ipv6 = null;
        foreach (IpamConfig config in configs)
        {
            RequestedSubnet parsed = Parse(config, network);
            if ((parsed.Subnet.IsIPv6 ? ipv6 : ipv4) is not null)
            {
                throw DaemonException.Forbidden("bridge driver doesn't support multiple subnets");
            }

            ipv4 = parsed.Subnet.IsIPv6 ? ipv4 : parsed;
            ipv6 = parsed.Subnet.IsIPv6 ? parsed : ipv6;
        }

        return (ipv4, ipv6);
    }

    /// <summary>The subnet with its gateway chosen. Invalid when there is no address left for one.</summary>
    public NetworkSubnet Complete(IPAddress? router = null)
    {
        var pool = new AddressPool(Subnet, Range ?? Subnet);
        foreach (IPAddress reserved in Reserved)
        {
            pool.TryTake(reserved);
        }

        if (router is not null)
        {
            pool.TryTake(router);
        }

        if (Gateway is not null && !pool.TryTake(Gateway))
        {
            throw DaemonException.Invalid($"failed to allocate gateway ({Gateway}): Address already in use");
        }

        IPAddress gateway = Gateway ?? pool.Take() ?? throw DaemonException.Invalid("failed to allocate gateway (): No available addresses on this pool");
        return new NetworkSubnet
        {
            Subnet = Subnet.ToString(),
            Range = Range?.ToString() ?? "",
            Gateway = gateway.ToString(),
            Router = router?.ToString() ?? "",
            Reserved = [.. Reserved.Select(address => address.ToString())],
        };
    }

    private static RequestedSubnet Parse(IpamConfig config, string network)
    {
        string text = config.Subnet ?? "";
        if (!Subnet.TryParse(text, out Subnet subnet))
        {
            throw DaemonException.Invalid($"Invalid subnet {text} : invalid CIDR address: {text}");
        }

        IPAddress first = Subnet.Address(subnet.First, subnet.IsIPv6);
        if (subnet.PrefixLength == 0 || IPAddress.IsLoopback(first) || first.IsIPv6Multicast || first.GetAddressBytes()[0] is >= 224 and < 255 && !subnet.IsIPv6)
        {
            throw DaemonException.Invalid($"invalid subnet {text}: no container can have an address of it");
        }

        return new RequestedSubnet
        {
            Subnet = subnet,
            Range = ParseRange(config.IPRange, subnet),
            Gateway = ParseGateway(config.Gateway, subnet),
            Reserved = [.. (config.AuxiliaryAddresses ?? []).Select(auxiliary => ParseAuxiliary(auxiliary, subnet, network))],
        };
    }

    private static Subnet? ParseRange(string? text, Subnet subnet)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!Subnet.TryParse(text, out Subnet range))
        {
            throw DaemonException.Invalid($"invalid ip-range {text}: invalid CIDR address: {text}");
        }

        return subnet.Contains(range)
            ? range
            : throw DaemonException.Invalid($"invalid ip-range {text}: parent subnet {subnet} doesn't contain ip-range");
    }

    private static IPAddress? ParseGateway(string? text, Subnet subnet)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        if (!Subnet.TryParseAddress(text, out IPAddress? address))
        {
            throw DaemonException.Invalid($"invalid gateway address {text} in Ipam configuration");
        }

        return subnet.Contains(address)
            ? address
            : throw DaemonException.Invalid($"failed to allocate gateway ({text}): Requested address is out of range");
    }

    private static IPAddress ParseAuxiliary(KeyValuePair<string, string> auxiliary, Subnet subnet, string network)
    {
        string pair = $"{auxiliary.Key}:{auxiliary.Value}";
        if (!Subnet.TryParseAddress(auxiliary.Value, out IPAddress? address))
        {
            throw DaemonException.Invalid($"non parsable secondary ip address ({pair}) passed for network {network}");
        }

        return subnet.Contains(address)
            ? address
            : throw DaemonException.Forbidden($"auxiliary address: ({pair}) must belong to the master pool: {subnet}");
    }
}
