using System.Collections.Immutable;
using System.Net;
using System.Text;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks.Dns;

namespace Aot.Daemon.Containers;

/// <summary>
/// What a container gets as /etc/resolv.conf, by libnetwork's rules: the host's; with --dns, --dns-search or --dns-option a new one, in which what was not
/// given is the host's; and in a network of its own without servers on the loopback, which is not the host's there.
/// </summary>
internal static class ResolvConf
{
    private const string HostPath = "/etc/resolv.conf";

    /// <summary>Where systemd-resolved keeps the real servers when <see cref="HostPath"/> names but its own.</summary>
    private const string ResolvedPath = "/run/systemd/resolve/resolv.conf";

    // Bytes; resolvers read no more than a few lines.
    private const int Longest = 64 * 1024;

    // libnetwork's own choice where none is left.
    private static readonly string[] PublicServers = ["8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844"];

    /// <summary>The file at a start. On a user-defined network its server is ours, and who is asked besides is what <see cref="NameServer"/> says.</summary>
    public static string For(HostConfig host, EtcNetworks networks)
    {
        string own = Read(HostPath);
        bool isHost = host.NetworkMode == "host";
        DnsSettings settings = DnsSettings.Of(host, networks.DaemonDns);
        if (isHost && settings.IsEmpty)
        {
            return own;
        }

        string inherited = isHost ? own : Inherited(own);
        return networks.HasNameServer ? BuildOwn(settings, inherited)
            : settings.IsEmpty ? WithoutLoopback(inherited)
            : Build(settings, inherited);
    }

    /// <summary>How the name server of a container on user-defined networks asks for what it does not know.</summary>
    /// <param name="isInternal">All of its networks are internal: nobody is asked.</param>
    public static DnsSandbox NameServer(string containerId, string namespacePath, HostConfig host, DnsSettings daemon, bool isInternal)
    {
        DnsSettings settings = DnsSettings.Of(host, daemon);
        ImmutableArray<IPAddress> given = [.. settings.Servers.Select(server => IPAddress.TryParse(server, out IPAddress? address) ? address : null).OfType<IPAddress>()];
        return new DnsSandbox
        {
            ContainerId = containerId,
            NamespacePath = namespacePath,
            AsksHostResolvers = !isInternal && settings.Servers.Length == 0,
            Upstreams = isInternal ? [] : given,
            AsksFromSandbox = true,
            ChoseNdots = HasNdots(settings.Options.Length > 0 ? settings.Options : Values(Inherited(Read(HostPath)), "options")),
        };
    }

    /// <summary>Whether the file is one of those on user-defined networks.</summary>
    public static bool HasNameServer(string text) => Values(text, "nameserver") is [var server] && server == DnsSockets.Address.ToString();

    /// <summary>The file whose only server is ours, which answers at once what is a container's: so a name is first asked as it is (ndots:0), unless ndots was chosen.</summary>
    internal static string BuildOwn(DnsSettings settings, string inherited)
    {
        string[] options = settings.Options.Length > 0 ? settings.Options : Values(inherited, "options");
        return Build(
            settings with { Servers = [DnsSockets.Address.ToString()], Options = HasNdots(options) ? options : [.. options, "ndots:0"] }, inherited);
    }

    /// <summary>The file without servers that a container with a loopback of its own cannot reach.</summary>
    internal static string WithoutLoopback(string text)
    {
        var kept = new StringBuilder();
        bool hasServer = false;
        foreach (string line in text.Split('\n'))
        {
            bool isServer = TryRead(line, "nameserver", out string? server);
            if (isServer && IPAddress.TryParse(server, out IPAddress? address) && IPAddress.IsLoopback(address))
            {
                continue;
            }

            hasServer |= isServer;
            kept.Append(line).Append('\n');
        }

        if (hasServer)
        {
            kept.Length--; // Split gives one line more than there are line ends.
            return kept.ToString();
        }

        string rest = kept.ToString().TrimEnd('\n');
        return (rest.Length == 0 ? "" : rest + "\n") + string.Concat(PublicServers.Select(server => $"nameserver {server}\n"));
    }

    internal static string Build(DnsSettings settings, string inherited)
    {
        string search = string.Join(' ', settings.Search.Length > 0 ? settings.Search : Values(inherited, "search"));
        string[] servers = settings.Servers.Length > 0 ? settings.Servers : Values(inherited, "nameserver");
        string options = string.Join(' ', settings.Options.Length > 0 ? settings.Options : Values(inherited, "options"));
        var text = new StringBuilder();
        if (search.Trim() is not ("" or "."))
        {
            text.Append("search ").Append(search).Append('\n');
        }

        foreach (string server in servers)
        {
            text.Append("nameserver ").Append(server).Append('\n');
        }

        return options.Trim().Length == 0 ? text.ToString() : text.Append("options ").Append(options).Append('\n').ToString();
    }

    /// <summary>The host's file, or where systemd-resolved keeps the real servers.</summary>
    private static string Inherited(string own) => Values(own, "nameserver") is ["127.0.0.53"] ? Read(ResolvedPath) : own;

    private static bool HasNdots(string[] options) => options.Any(option => option.Contains("ndots:", StringComparison.Ordinal));

    private static string[] Values(string text, string keyword)
    {
        var values = new List<string>();
        foreach (string line in text.Split('\n'))
        {
            if (TryRead(line, keyword, out string? value))
            {
                values.Add(value);
            }
        }

        return [.. values];
    }

    private static bool TryRead(string line, string keyword, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value)
    {
        string[] words = line.Split((char[]?)null, 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        value = words.Length == 2 && words[0] == keyword ? words[1] : null;
        return value is not null;
    }

    private static string Read(string path) => BoundedFile.Read(path, Longest) is { } content ? Encoding.UTF8.GetString(content) : "";
}
