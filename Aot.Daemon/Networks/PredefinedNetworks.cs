using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Config;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The networks bridge, host and none: made once, so that their ids stay; the first as daemon.json says at each start.</summary>
internal sealed class PredefinedNetworks(NetworkStore store, NetworkDirectory directory, FreeSubnets free, TimeProvider time)
{
    /// <summary>The default network's link; dockerd's is docker0, and both may run.</summary>
    public const string DefaultLink = "aotd0";

    // As dockerd's default.
    private const int DefaultMtu = 1500;

    /// <summary>Makes them known. The networks of users are known already. Invalid when daemon.json demands what cannot be.</summary>
    /// <param name="stored">Those of an earlier start.</param>
    public void Add(NetworkConfig config, IReadOnlyList<NetworkRecord> stored)
    {
        Add(Known(stored, NetworkNames.Host) ?? New(NetworkNames.Host, NetworkDrivers.Host), isForeign: false);
        Add(Known(stored, NetworkNames.None) ?? New(NetworkNames.None, NetworkDrivers.Null), isForeign: false);
        if (config.Bridge == NetworkRules.NoBridge)
        {
            return;
        }

        NetworkRecord bridge = Known(stored, NetworkNames.Bridge) ?? New(NetworkNames.Bridge, NetworkDrivers.Bridge);
        List<NetworkSubnet> subnets = [IPv4(config, bridge)];
        if (config.Ipv6)
        {
            subnets.Add(IPv6(config, bridge));
        }

        Add(
            bridge with
            {
                EnableIPv4 = true,
                EnableIPv6 = config.Ipv6,
                Options = OptionsOf(config),
                Ipam = new IpamSettings { Driver = "default", Config = [] },
                Subnets = [.. subnets],
            },
            isForeign: config.Bridge.Length > 0);
    }

    private static NetworkRecord? Known(IReadOnlyList<NetworkRecord> stored, string name)
    {
        foreach (NetworkRecord record in stored)
        {
            if (record.Name == name)
            {
                return record;
            }
        }

        return null;
    }

    private static SortedDictionary<string, string> OptionsOf(NetworkConfig config) => new(StringComparer.Ordinal)
    {
        [BridgeOptions.DefaultKey] = "true",
        [BridgeOptions.IccKey] = config.Icc ? "true" : "false",
        [BridgeOptions.MasqueradeKey] = config.IpMasquerade ? "true" : "false",
        [BridgeOptions.BindingKey] = config.Ip.Length > 0 ? config.Ip : "0.0.0.0",
        [BridgeOptions.NameKey] = config.Bridge.Length > 0 ? config.Bridge : DefaultLink,
        [BridgeOptions.MtuKey] = (config.Mtu > 0 ? config.Mtu : DefaultMtu).ToString(CultureInfo.InvariantCulture),
    };

    private static NetworkSubnet Foreign(string link, Subnet subnet, IPAddress own, Subnet? range, IPAddress? router) => new RequestedSubnet
    {
        Subnet = subnet,
        Gateway = own,
        Range = range is { } part && !subnet.Contains(part) ? throw Outside(part, subnet, link) : range,
    }.Complete(router is not null && !subnet.Contains(router) ? throw Outside(router, subnet, link) : router);

    private static DaemonException Outside(object part, Subnet subnet, string link) =>
        DaemonException.Invalid($"{part} is not within {subnet}, the subnet of the bridge {link}");

    private static Subnet? Range(string text) => Subnet.TryParse(text, out Subnet range) ? range : null;

    private static IPAddress? Address(string text) => Subnet.TryParseAddress(text, out IPAddress? address) ? address : null;

    private NetworkRecord New(string name, string driver) => new()
    {
        Version = NetworkRecord.CurrentVersion,
        Id = HexId.New(),
        Name = name,
        Created = time.GetUtcNow(),
        Driver = driver,
        EnableIPv4 = true,
        Ipam = new IpamSettings { Driver = "default", Config = [] },
    };

    private void Add(NetworkRecord record, bool isForeign)
    {
        directory.ReserveName(record.Name, record.Id);
        store.WriteChanged(record);
        var entry = new NetworkEntry(record, isForeign);
        if (entry.Bridge is { } bridge)
        {
            directory.ReserveLink(bridge.InterfaceName, record.Id);
        }

        directory.Add(entry);
    }

    private NetworkSubnet IPv4(NetworkConfig config, NetworkRecord known) => Subnets(
        config, known, AddressFamily.InterNetwork, config.Bip, Range(config.FixedCidr), Address(config.DefaultGateway));

    private NetworkSubnet IPv6(NetworkConfig config, NetworkRecord known) => Subnets(
        config, known, AddressFamily.InterNetworkV6, config.Bip6, Range(config.FixedCidrV6), Address(config.DefaultGatewayV6));

    private NetworkSubnet Subnets(NetworkConfig config, NetworkRecord known, AddressFamily family, string bip, Subnet? range, IPAddress? router)
    {
        bool isIPv6 = family == AddressFamily.InterNetworkV6;
        if (config.Bridge.Length > 0)
        {
            foreach ((IPAddress own, int prefix) in HostRoutes.AddressesOf(config.Bridge))
            {
                if (own.AddressFamily == family)
                {
                    var subnet = Subnet.Around(own, prefix);
                    directory.ReserveSubnet(subnet, known.Id);
                    return Foreign(config.Bridge, subnet, own, range, router);
                }
            }

            throw DaemonException.Invalid($"the bridge {config.Bridge} has no {(isIPv6 ? "IPv6" : "IPv4")} address: it must be made, with its addresses, before the daemon starts");
        }

        if (bip.Length > 0)
        {
            IPAddress own = Address(bip[..bip.IndexOf('/', StringComparison.Ordinal)])!;
            Subnet subnet = Range(bip)!.Value;
            directory.ReserveSubnet(subnet, known.Id);
            IPAddress? gateway = Subnet.Number(own) == subnet.First ? null : own;
            return new RequestedSubnet { Subnet = subnet, Gateway = gateway, Range = range }.Complete(router);
        }

        if (range is { } only)
        {
            directory.ReserveSubnet(only, known.Id);
            return new RequestedSubnet { Subnet = only }.Complete(router);
        }

        return new RequestedSubnet { Subnet = Kept(known, isIPv6) ?? free.Reserve(isIPv6, config, known.Id) }.Complete(router);
    }

    /// <summary>The subnet that it had, so that addresses that were told stay true; unless it is taken.</summary>
    private Subnet? Kept(NetworkRecord known, bool isIPv6)
    {
        foreach (NetworkSubnet had in known.Subnets)
        {
            if (Subnet.TryParse(had.Subnet, out Subnet subnet) && subnet.IsIPv6 == isIPv6 && directory.TryReserveSubnet(subnet, known.Id))
            {
                return subnet;
            }
        }

        return null;
    }
}
