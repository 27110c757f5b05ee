using System.Globalization;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Http;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>A container's networks as the API tells them.</summary>
internal static class ContainerNetworks
{
    // From then on the names have a list of their own.
    private static readonly ApiVersion NamesSince = new(1, 45);

    /// <summary>What a record wants; one of an aotd without networks has what its mode says.</summary>
    public static SortedDictionary<string, EndpointSettings> WantedBy(ContainerRecord record)
    {
        if (record.Networks is { } wanted)
        {
            return wanted;
        }

        return ContainerMode.SharesNetwork(record.HostConfig) ? [] : new() { [NetworkNames.OfMode(record.HostConfig.NetworkMode)] = new EndpointSettings() };
    }

    /// <summary>By name, what the container wants of each network and, while it runs, has.</summary>
    /// <param name="version">The client's; null: a list, which tells no names.</param>
    public static SortedDictionary<string, EndpointSettings> Describe(ContainerRecord record, NetworkDirectory networks, ApiVersion? version)
    {
        var described = new SortedDictionary<string, EndpointSettings>(StringComparer.Ordinal);
        foreach ((string name, EndpointSettings wanted) in WantedBy(record))
        {
            NetworkEntry? network = networks.FindById(wanted.NetworkID) ?? networks.FindByName(name);
            EndpointState? state = network is null ? null : record.State.Network?.On(network.Id);
            described[name] = Names(record, wanted, network, version, Describe(wanted, state, network));
        }

        return described;
    }

    public static NetworkSettings Settings(ContainerRecord record, NetworkDirectory networks, ApiVersion version)
    {
        SandboxState? sandbox = record.State.Network;
        EndpointState? main = networks.FindByName(NetworkNames.Bridge) is { } bridge ? sandbox?.On(bridge.Id) : null;
        EndpointSettings first = Describe(new EndpointSettings(), main, null);
        return new NetworkSettings
        {
            SandboxID = sandbox is null ? "" : record.Id,
            SandboxKey = sandbox?.Path ?? "",
            Ports = Ports(record),
            EndpointID = first.EndpointID,
            Gateway = first.Gateway,
            IPAddress = first.IPAddress,
            IPPrefixLen = first.IPPrefixLen,
            IPv6Gateway = first.IPv6Gateway,
            GlobalIPv6Address = first.GlobalIPv6Address,
            GlobalIPv6PrefixLen = first.GlobalIPv6PrefixLen,
            MacAddress = first.MacAddress,
            Networks = Describe(record, networks, version),
        };
    }

    /// <summary>The ports in a list: what is exposed, and where it is published.</summary>
    public static PortSummary[] Summarize(ContainerRecord record)
    {
        var ports = new List<PortSummary>();
        foreach ((string port, PortBinding[]? bindings) in Ports(record))
        {
            string[] parts = port.Split('/');
            ushort number = ushort.Parse(parts[0], CultureInfo.InvariantCulture);
            foreach (PortBinding binding in bindings ?? [])
            {
                ports.Add(new PortSummary
                {
                    IP = binding.HostIp,
                    PrivatePort = number,
                    PublicPort = ushort.Parse(binding.HostPort, CultureInfo.InvariantCulture),
                    Type = parts[1],
                });
            }

            if (bindings is null)
            {
                ports.Add(new PortSummary { PrivatePort = number, Type = parts[1] });
            }
        }

        ports.Sort(static (left, right) =>
            (left.PrivatePort, left.PublicPort ?? 0, left.IP ?? "", left.Type).CompareTo((right.PrivatePort, right.PublicPort ?? 0, right.IP ?? "", right.Type)));
        return [.. ports];
    }

    private static SortedDictionary<string, PortBinding[]?> Ports(ContainerRecord record)
    {
        var ports = new SortedDictionary<string, PortBinding[]?>(StringComparer.Ordinal);
        if (record.State.Network is not { Path.Length: > 0 } sandbox)
        {
            return ports;
        }

        foreach ((ushort port, string protocol) in PortSyntax.Exposed(record.Config))
        {
            ports[$"{port}/{protocol}"] = null;
        }

        foreach (PublishedPort port in sandbox.Ports)
        {
            string key = $"{port.ContainerPort}/{port.Protocol}";
            var binding = new PortBinding { HostIp = port.HostIp, HostPort = port.HostPort.ToString(CultureInfo.InvariantCulture) };
            ports[key] = ports.GetValueOrDefault(key) is { } others ? [.. others, binding] : [binding];
        }

        return ports;
    }

    private static EndpointSettings Describe(EndpointSettings wanted, EndpointState? state, NetworkEntry? network)
    {
        if (state is null)
        {
            return wanted with { NetworkID = network?.Id ?? wanted.NetworkID };
        }

        (string ipv4, int prefix) = Split(state.IPv4);
        (string ipv6, int prefix6) = Split(state.IPv6);
        return wanted with
        {
            NetworkID = state.NetworkId,
            EndpointID = state.EndpointId,
            Gateway = state.Gateway,
            IPAddress = ipv4,
            IPPrefixLen = prefix,
            IPv6Gateway = state.Gateway6,
            GlobalIPv6Address = ipv6,
            GlobalIPv6PrefixLen = prefix6,
            MacAddress = state.MacAddress,
        };
    }

    private static EndpointSettings Names(ContainerRecord record, EndpointSettings wanted, NetworkEntry? network, ApiVersion? version, EndpointSettings described)
    {
        if (version is not { } asked)
        {
            return described with { Aliases = null, Links = null };
        }

        if (network is not { IsUserDefined: true })
        {
            return described;
        }

        string shortId = record.Id[..HexId.ShortLength];
        string[] aliases = wanted.Aliases ?? [];
        return asked < NamesSince
            ? described with { Aliases = aliases.Contains(shortId) ? aliases : [.. aliases, shortId] }
            : described with { DNSNames = [record.Name, .. aliases, shortId] };
    }

    private static (string Address, int PrefixLength) Split(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? ("", 0) : (text[..slash], int.Parse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
