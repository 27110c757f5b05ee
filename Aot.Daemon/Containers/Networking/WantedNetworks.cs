using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Networking;

/// <summary>The networks that a container's record wants, by name, made of a create request by dockerd's rules.</summary>
internal static class WantedNetworks
{
    // Earlier clients name but the one of the network mode.
    private static readonly ApiVersion SeveralSince = new(1, 44);

    /// <summary>Fails as Invalid, in dockerd's words.</summary>
    /// <param name="find">A network by name or id; null when there is none yet: the start looks again.</param>
    public static SortedDictionary<string, EndpointSettings> Of(
        NetworkingConfig? asked, ContainerConfig config, HostConfig host, ApiVersion version, Func<string, NetworkEntry?> find)
    {
        SortedDictionary<string, EndpointSettings?> endpoints = asked?.EndpointsConfig ?? [];
        if (endpoints.Count > 1 && version < SeveralSince)
        {
            throw DaemonException.Invalid($"Container cannot be connected to network endpoints: {string.Join(", ", endpoints.Keys)}");
        }

        var wanted = new SortedDictionary<string, EndpointSettings>(StringComparer.Ordinal);
        if (ContainerMode.SharesNetwork(host))
        {
            return wanted;
        }

        string main = NetworkNames.OfMode(host.NetworkMode);
        main = find(main)?.Name ?? (host.NetworkMode == NetworkNames.Default ? NetworkNames.None : main); // As dockerd's with --bridge=none.
        foreach ((string reference, EndpointSettings? settings) in endpoints)
        {
            NetworkEntry? network = find(NetworkNames.OfMode(reference));
            wanted[network?.Name ?? reference] = Plain(settings, network);
        }

        if (wanted.Count == 0)
        {
            wanted[main] = Plain(null, find(main));
        }

        if (!string.IsNullOrEmpty(config.MacAddress))
        {
            if (!MacAddress.TryParse(config.MacAddress, out _))
            {
                throw DaemonException.Invalid($"address {config.MacAddress}: invalid MAC address");
            }

            if (wanted.TryGetValue(main, out EndpointSettings? first) && first.MacAddress.Length == 0)
            {
                wanted[main] = first with { MacAddress = config.MacAddress };
            }
        }

        RequireAlone(wanted);
        return wanted;
    }

    /// <summary>What is asked for of an endpoint, checked, without what only an answer has.</summary>
    /// <param name="network">Null: it is not known yet.</param>
    public static EndpointSettings Plain(EndpointSettings? asked, NetworkEntry? network)
    {
        Require(asked?.IPAMConfig?.IPv4Address, AddressFamily.InterNetwork, "IPv4");
        Require(asked?.IPAMConfig?.IPv6Address, AddressFamily.InterNetworkV6, "IPv6");
        foreach (string address in asked?.IPAMConfig?.LinkLocalIPs ?? [])
        {
            throw DaemonException.NotImplemented($"link-local address {address}: they are not supported by this version of aotd");
        }

        if (asked is { MacAddress.Length: > 0 } && !MacAddress.TryParse(asked.MacAddress, out _))
        {
            throw DaemonException.Invalid($"invalid MAC address: {asked.MacAddress}");
        }

        foreach (string alias in asked?.Aliases ?? [])
        {
            if (alias.Length is 0 or > 255 || alias.Any(c => char.IsControl(c) || char.IsWhiteSpace(c)))
            {
                throw DaemonException.Invalid($"invalid network alias: \"{alias}\"");
            }
        }

        foreach (string link in asked?.Links ?? [])
        {
            _ = Link(link);
        }

        return new EndpointSettings
        {
            IPAMConfig = asked?.IPAMConfig,
            Links = asked?.Links,
            Aliases = asked?.Aliases,
            DriverOpts = asked?.DriverOpts,
            MacAddress = asked?.MacAddress ?? "",
            GwPriority = asked?.GwPriority ?? 0,
            NetworkID = network is { IsUserDefined: true } ? network.Id : "",
        };
    }

    /// <summary>What the networks are to do. Fails as Invalid, in dockerd's words, for what a network does not allow.</summary>
    public static EndpointRequest Request(ContainerRecord record, EndpointSettings wanted, NetworkEntry network)
    {
        IPAddress? ipv4 = Subnet.TryParseAddress(wanted.IPAMConfig?.IPv4Address, out IPAddress? fixed4) ? fixed4 : null;
        IPAddress? ipv6 = Subnet.TryParseAddress(wanted.IPAMConfig?.IPv6Address, out IPAddress? fixed6) ? fixed6 : null;
        if (!network.IsUserDefined)
        {
            if (ipv4 is not null || ipv6 is not null)
            {
                throw DaemonException.Invalid("user specified IP address is supported on user defined networks only");
            }

            if (wanted.Aliases is { Length: > 0 })
            {
                throw DaemonException.Invalid("network-scoped alias is supported only for containers in user defined networks");
            }
        }
        else if ((ipv4 is not null && !Configures(network, isIPv6: false)) || (ipv6 is not null && !Configures(network, isIPv6: true)))
        {
            throw DaemonException.Invalid("user specified IP address is supported only when connecting to networks with user configured subnets");
        }

        return new EndpointRequest
        {
            Network = network,
            IPv4 = ipv4,
            IPv6 = ipv6,
            MacAddress = MacAddress.TryParse(wanted.MacAddress, out ImmutableArray<byte> mac) ? mac : default,
            Aliases = network.IsUserDefined ? [.. AliasesOf(record, wanted).Distinct(StringComparer.OrdinalIgnoreCase)] : [],
            Links = network.IsUserDefined ? LinksOf(wanted) : AttachedEndpoint.NoLinks,
            GatewayPriority = wanted.GwPriority,
        };
    }

    /// <summary>The parts of `container:alias`; without an alias the container's name.</summary>
    public static (string Container, string Alias) Link(string text)
    {
        string[] parts = text.Split(':');
        return parts switch
        {
            [{ Length: > 0 } name] => (name.TrimStart('/'), name.TrimStart('/')),
            [{ Length: > 0 } name, { Length: > 0 } alias] => (name.TrimStart('/'), alias.Split('/')[^1]),
            _ => throw DaemonException.Invalid($"bad format for links: {text}"),
        };
    }

    private static IEnumerable<string> AliasesOf(ContainerRecord record, EndpointSettings wanted)
    {
        yield return record.Id[..HexId.ShortLength];
        yield return record.Id;
        foreach (string alias in wanted.Aliases ?? [])
        {
            yield return alias;
        }

        // Only when somebody chose it; by itself it is the short id.
        if (record.Config.Hostname.Length > 0)
        {
            yield return record.Config.Hostname;
        }
    }

    private static ImmutableSortedDictionary<string, string> LinksOf(EndpointSettings wanted)
    {
        ImmutableSortedDictionary<string, string> links = AttachedEndpoint.NoLinks;
        foreach (string text in wanted.Links ?? [])
        {
            (string container, string alias) = Link(text);
            links = links.SetItem(alias, container);
        }

        return links;
    }

    private static bool Configures(NetworkEntry network, bool isIPv6) => (network.Record.Ipam.Config ?? []).Any(
        config => config.Subnet is { Length: > 0 } subnet && subnet.Contains(':', StringComparison.Ordinal) == isIPv6);

    private static void RequireAlone(SortedDictionary<string, EndpointSettings> wanted)
    {
        if (wanted.Count > 1 && wanted.ContainsKey(NetworkNames.Host))
        {
            throw DaemonException.Invalid("container sharing network namespace with another container or host cannot be connected to any other network");
        }

        if (wanted.Count > 1 && wanted.ContainsKey(NetworkNames.None))
        {
            throw DaemonException.Invalid("container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }
    }

    private static void Require(string? text, AddressFamily family, string name)
    {
        if (!string.IsNullOrEmpty(text) && !(Subnet.TryParseAddress(text, out IPAddress? address) && address.AddressFamily == family))
        {
            throw DaemonException.Invalid($"invalid {name} address: {text}");
        }
    }
}
