using System.Net;
using System.Text;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;

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

    public static string For(HostConfig host)
    {
        string own = Read(HostPath);
        bool isHost = host.NetworkMode == "host";
        bool asked = host.Dns is { Length: > 0 } || host.DnsSearch is { Length: > 0 } || host.DnsOptions is { Length: > 0 };
        if (isHost && !asked)
        {
            return own;
        }

        string inherited = !isHost && Values(own, "nameserver") is ["127.0.0.53"] ? Read(ResolvedPath) : own;
        return asked ? Build(host, inherited) : WithoutLoopback(inherited);
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

    internal static string Build(HostConfig host, string inherited)
    {
        string search = string.Join(' ', host.DnsSearch is { Length: > 0 } domains ? domains : Values(inherited, "search"));
        string[] servers = host.Dns is { Length: > 0 } asked ? asked : Values(inherited, "nameserver");
        string options = string.Join(' ', host.DnsOptions is { Length: > 0 } given ? given : Values(inherited, "options"));
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
