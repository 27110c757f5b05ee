using System.Collections.Immutable;
using Aot.Daemon.Config;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>Finds subnets for networks that name none: free of other networks and of the host's own routes and addresses.</summary>
internal sealed class FreeSubnets(NetworkDirectory directory, string hostId)
{
    private readonly SubnetPool _localPool = SubnetPools.LocalOf(hostId);

    /// <summary>Takes one; NotFound in dockerd's words when there is none.</summary>
    public Subnet Reserve(bool isIPv6, NetworkConfig config, string networkId) =>
        directory.ReserveFreeSubnet(PoolsOf(config), isIPv6, UsedByHost(), networkId)
        ?? throw DaemonException.NotFound(
            $"could not find an available, non-overlapping {(isIPv6 ? "IPv6" : "IPv4")} address pool among the defaults to assign to the network");

    /// <summary>The configured pools; of a family that they have none of, dockerd's, or the host's local prefix.</summary>
    private List<SubnetPool> PoolsOf(NetworkConfig config)
    {
        List<SubnetPool> pools = [];
        foreach (AddressPoolConfig pool in config.DefaultAddressPools)
        {
            pools.Add(new SubnetPool(Subnet.Around(pool.Base.BaseAddress, pool.Base.PrefixLength), pool.Size));
        }

        ImmutableArray<SubnetPool> ipv4 = pools.Exists(pool => !pool.Base.IsIPv6) ? [] : SubnetPools.Default;
        ImmutableArray<SubnetPool> ipv6 = pools.Exists(pool => pool.Base.IsIPv6) ? [] : [_localPool];
        return [.. pools, .. ipv4, .. ipv6];
    }

    private List<Subnet> UsedByHost()
    {
        HashSet<string> own = new(StringComparer.Ordinal);
        foreach (NetworkEntry network in directory.All())
        {
            own.Add(network.Bridge?.InterfaceName ?? "");
        }

        List<Subnet> used = [];
        foreach (System.Net.IPNetwork route in HostRoutes.Read(own.Contains))
        {
            used.Add(Subnet.Around(route.BaseAddress, route.PrefixLength));
        }

        return used;
    }
}
