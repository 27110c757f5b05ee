using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace Aot.Daemon.Networks.Ipam;

/// <summary>The choice of a subnet for a network that names none.</summary>
internal static class SubnetPools
{
    // RFC 4193: fd00::/8, a global id of 40 bits, 16 bits of subnet.
    private const int LocalPrefixLength = 48;
    private const int LocalSize = 64;

    /// <summary>dockerd's: 172.17.0.0/16 to 172.31.0.0/16, then 192.168.0.0/20 to 192.168.240.0/20.</summary>
    public static ImmutableArray<SubnetPool> Default { get; } =
    [
        Pool("172.17.0.0/16", 16), Pool("172.18.0.0/16", 16), Pool("172.19.0.0/16", 16), Pool("172.20.0.0/14", 16), Pool("172.24.0.0/14", 16),
        Pool("172.28.0.0/14", 16), Pool("192.168.0.0/16", 20),
    ];

    /// <summary>The local IPv6 prefix of a host, as dockerd from 27 on: of its id, so that two hosts seldom have the same.</summary>
    public static SubnetPool LocalOf(string hostId)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(hostId), hash);
        UInt128 first = 0xfd;
        foreach (byte part in hash[..5])
        {
            first = (first << 8) | part;
        }

        return new SubnetPool(new Subnet(first << (128 - LocalPrefixLength), LocalPrefixLength, IsIPv6: true), LocalSize);
    }

    /// <summary>The first subnet of the pools, in their order, that overlaps with nothing that is in use; null when there is none.</summary>
    public static Subnet? Choose(IEnumerable<SubnetPool> pools, bool isIPv6, IReadOnlyCollection<Subnet> used)
    {
        foreach (SubnetPool pool in pools)
        {
            if (pool.Base.IsIPv6 == isIPv6 && Choose(pool, used) is { } free)
            {
                return free;
            }
        }

        return null;
    }

    // From the front, and over each thing in the way in one step: it takes as many steps as there are things, not as the pool has subnets.
    private static Subnet? Choose(SubnetPool pool, IReadOnlyCollection<Subnet> used)
    {
        var candidate = new Subnet(pool.Base.First, pool.Size, pool.Base.IsIPv6);
        while (Obstacle(candidate, used) is { } obstacle)
        {
            UInt128 end = UInt128.Max(obstacle.Last, candidate.Last);
            if (end >= pool.Base.Last)
            {
                return null;
            }

            candidate = candidate with { First = end + 1 };
        }

        return candidate;
    }

    private static Subnet? Obstacle(Subnet candidate, IReadOnlyCollection<Subnet> used)
    {
        foreach (Subnet taken in used)
        {
            if (taken.Overlaps(candidate))
            {
                return taken;
            }
        }

        return null;
    }

    private static SubnetPool Pool(string text, int size) =>
        Subnet.TryParse(text, out Subnet subnet) ? new SubnetPool(subnet, size) : throw new FormatException(text);
}
