using System.Globalization;
using System.Net;

namespace Aot.Daemon.Linux;

/// <summary>Where the host's own network namespace sends packets: the prefixes of its routes and its own addresses. Read from /proc/self/net (proc(5)).</summary>
internal static class HostRoutes
{
    private const string Ipv4Path = "/proc/self/net/route";
    private const string Ipv6Path = "/proc/self/net/ipv6_route";
    private const string Ipv6AddressPath = "/proc/self/net/if_inet6";
    private const string TriePath = "/proc/self/net/fib_trie";
    private const int RejectFlag = 0x200;

    /// <summary>The prefixes of all routes but the default ones, and those of links whose name is given; addresses are prefixes of full length.</summary>
    /// <param name="isOwn">Links that are the caller's own affair.</param>
    public static List<IPNetwork> Read(Func<string, bool> isOwn)
    {
        var routes = new List<IPNetwork>();
        ReadIpv4(routes, isOwn);
        ReadIpv6(routes, isOwn);
        return routes;
    }

    /// <summary>The addresses of a link with the prefixes of its networks.</summary>
    public static List<(IPAddress Address, int PrefixLength)> AddressesOf(string link)
    {
        var found = new List<(IPAddress, int)>();
        var connected = new List<IPNetwork>();
        ReadIpv4(connected, name => name != link);
        foreach (IPAddress address in LocalAddresses())
        {
            int index = connected.FindIndex(network => network.Contains(address));
            if (index >= 0)
            {
                found.Add((address, connected[index].PrefixLength));
            }
        }

        foreach (string line in Lines(Ipv6AddressPath))
        {
            // address, index, prefix length, scope, flags, link; scope 0x20 is link-local.
            string[] fields = Fields(line);
            if (fields.Length == 6 && fields[5] == link && fields[3] != "20")
            {
                found.Add((Ipv6(fields[0]), Hex(fields[2])));
            }
        }

        return found;
    }

    private static void ReadIpv4(List<IPNetwork> routes, Func<string, bool> isOwn)
    {
        foreach (string line in Lines(Ipv4Path))
        {
            // link, destination, gateway, flags, ..., mask: numbers in the machine's byte order.
            string[] fields = Fields(line);
            if (fields.Length < 8 || fields[0] == "Iface" || isOwn(fields[0]))
            {
                continue;
            }

            uint mask = Number(fields[7]);
            if (mask != 0)
            {
                routes.Add(new IPNetwork(new IPAddress(Number(fields[1])), System.Numerics.BitOperations.PopCount(mask)));
            }
        }
    }

    private static void ReadIpv6(List<IPNetwork> routes, Func<string, bool> isOwn)
    {
        foreach (string line in Lines(Ipv6Path))
        {
            // destination, its prefix length, source, its prefix length, next hop, metric, references, use, flags, link.
            string[] fields = Fields(line);
            if (fields.Length < 10 || isOwn(fields[9]) || Hex(fields[1]) == 0 || ((uint)Hex(fields[8]) & RejectFlag) != 0)
            {
                continue;
            }

            IPAddress destination = Ipv6(fields[0]);
            if (!destination.IsIPv6Multicast && !destination.IsIPv6LinkLocal)
            {
                routes.Add(new IPNetwork(destination, Hex(fields[1])));
            }
        }
    }

    // `|-- 10.0.0.1` and, in the next line, `/32 host LOCAL`.
    private static IEnumerable<IPAddress> LocalAddresses()
    {
        var seen = new HashSet<IPAddress>();
        IPAddress? last = null;
        foreach (string line in Lines(TriePath))
        {
            string text = line.Trim();
            if (text.StartsWith("|-- ", StringComparison.Ordinal))
            {
                last = IPAddress.TryParse(text.AsSpan(4), out IPAddress? address) ? address : null;
            }
            else if (last is not null && text == "/32 host LOCAL" && seen.Add(last))
            {
                yield return last;
            }
        }
    }

    private static string[] Lines(string path) => File.Exists(path) ? File.ReadAllLines(path) : [];

    private static string[] Fields(string line) => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static uint Number(string hex) => uint.Parse(hex, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static int Hex(string hex) => unchecked((int)Number(hex));

    private static IPAddress Ipv6(string hex) => new(Convert.FromHexString(hex));
}
