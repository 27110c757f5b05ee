using System.Net;
using System.Text;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>The lines of a container's /etc/hosts.</summary>
internal static class HostsFile
{
    private const string HostPath = "/etc/hosts";

    // As libnetwork writes it.
    private const string Local = """
        127.0.0.1	localhost
        ::1	localhost ip6-localhost ip6-loopback
        fe00::0	ip6-localnet
        ff00::0	ip6-mcastprefix
        ff02::1	ip6-allnodes
        ff02::2	ip6-allrouters

        """;

    /// <summary>The file at a start: the loopback, added hosts, links, then the container itself. With network host the host's own, unless something was added.</summary>
    public static string At(ContainerRecord record, EtcNetworks networks)
    {
        string[] extras = record.HostConfig.ExtraHosts ?? [];
        if (extras.Length == 0 && record.HostConfig.NetworkMode == "host")
        {
            return File.Exists(HostPath) ? File.ReadAllText(HostPath) : "";
        }

        var text = new StringBuilder(Local);
        foreach (string extra in extras)
        {
            AddExtra(text, extra, networks);
        }

        foreach (HostsLine link in networks.Links)
        {
            text.Append(link);
        }

        foreach (IPAddress address in networks.Addresses)
        {
            text.Append(Own(record, address));
        }

        return text.ToString();
    }

    /// <summary>The line of one of the container's own addresses.</summary>
    public static HostsLine Own(ContainerRecord record, IPAddress address)
    {
        (string host, string domain) = (record.Config.Hostname, record.Config.Domainname);
        return new HostsLine(address, domain.Length == 0 ? host : $"{host}.{domain} {host}");
    }

    /// <summary>The text without a line.</summary>
    public static string Without(string text, HostsLine line)
    {
        string unwanted = line.ToString().TrimEnd('\n');
        var kept = new StringBuilder(text.Length);
        foreach (ReadOnlySpan<char> one in text.AsSpan().EnumerateLines())
        {
            if (!one.SequenceEqual(unwanted))
            {
                kept.Append(one).Append('\n');
            }
        }

        return Joined(kept);
    }

    /// <summary>The text with another address in the lines whose first name is the one given.</summary>
    public static string Repoint(string text, string name, IPAddress address)
    {
        var changed = new StringBuilder(text.Length);
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            int tab = line.IndexOf('\t');
            ReadOnlySpan<char> names = tab < 0 ? default : line[(tab + 1)..];
            bool isNamed = names.StartsWith(name, StringComparison.Ordinal) && (names.Length == name.Length || names[name.Length] is ' ' or '\t' or '.');
            (isNamed ? changed.Append(address).Append('\t').Append(names) : changed.Append(line)).Append('\n');
        }

        return Joined(changed);
    }

    /// <summary>A line end too many was written: a text that ended with one has an empty line behind it.</summary>
    private static string Joined(StringBuilder lines) => lines.Length == 0 ? "" : lines.ToString(0, lines.Length - 1);

    private static void AddExtra(StringBuilder text, string extra, EtcNetworks networks)
    {
        int colon = extra.IndexOf(':', StringComparison.Ordinal);
        string name = extra[..colon];
        if (extra.AsSpan(colon + 1) is not "host-gateway")
        {
            text.Append(extra.AsSpan(colon + 1)).Append('\t').Append(name).Append('\n');
            return;
        }

        if (networks.HostGateways.IsEmpty)
        {
            throw DaemonException.Invalid("unable to derive the IP value for host-gateway");
        }

        foreach (IPAddress gateway in networks.HostGateways)
        {
            text.Append(new HostsLine(gateway, name));
        }
    }
}
