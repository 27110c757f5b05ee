using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>A network as the API tells it.</summary>
internal static class NetworkDescription
{
    public static NetworkResource Describe(NetworkEntry network, bool withContainers)
    {
        NetworkRecord record = network.Record;
        return new NetworkResource
        {
            Name = record.Name,
            Id = record.Id,
            Created = GoTime.Format(record.Created),
            Scope = "local",
            Driver = record.Driver,
            EnableIPv4 = record.EnableIPv4,
            EnableIPv6 = record.EnableIPv6,
            IPAM = record.Ipam with { Config = Config(record) },
            Internal = record.Internal,
            Attachable = record.Attachable,
            Containers = withContainers ? Containers(network) : [],
            Options = record.Options,
            Labels = record.Labels,
        };
    }

    // As dockerd: what was asked for as it was, for a family that was left open what was chosen.
    private static IpamConfig[] Config(NetworkRecord record)
    {
        List<IpamConfig> configs = [.. record.Ipam.Config ?? []];
        foreach (NetworkSubnet subnet in record.Subnets)
        {
            bool isIPv6 = IsIPv6(subnet.Subnet);
            if (!configs.Exists(config => IsIPv6(config.Subnet) == isIPv6))
            {
                configs.Insert(isIPv6 ? configs.Count : 0, new IpamConfig
                {
                    Subnet = subnet.Subnet,
                    Gateway = subnet.Gateway,
                    IPRange = subnet.Range.Length > 0 ? subnet.Range : null,
                });
            }
        }

        return [.. configs];
    }

    private static bool IsIPv6(string? subnet) => subnet?.Contains(':', StringComparison.Ordinal) ?? false;

    private static SortedDictionary<string, NetworkEndpointResource> Containers(NetworkEntry network)
    {
        var containers = new SortedDictionary<string, NetworkEndpointResource>(StringComparer.Ordinal);
        foreach (AttachedEndpoint endpoint in network.Endpoints())
        {
            EndpointState state = endpoint.State;
            containers[endpoint.ContainerId] =
                new NetworkEndpointResource(endpoint.ContainerName, state.EndpointId, state.MacAddress, state.IPv4, state.IPv6);
        }

        return containers;
    }
}
