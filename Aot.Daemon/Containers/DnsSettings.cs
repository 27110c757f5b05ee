using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Containers;

/// <summary>What a user wrote about names: a container's --dns, --dns-search and --dns-option, or the daemon's dns, dns-search and dns-opts.</summary>
internal sealed record DnsSettings
{
    public static readonly DnsSettings None = new();

    public string[] Servers { get; init; } = [];

    public string[] Search { get; init; } = [];

    /// <summary>As in resolv.conf(5).</summary>
    public string[] Options { get; init; } = [];

    public bool IsEmpty => Servers.Length == 0 && Search.Length == 0 && Options.Length == 0;

    /// <summary>The container's own; the daemon's for what it has none of.</summary>
    public static DnsSettings Of(HostConfig host, DnsSettings daemon) => new()
    {
        Servers = host.Dns is { Length: > 0 } servers ? servers : daemon.Servers,
        Search = host.DnsSearch is { Length: > 0 } search ? search : daemon.Search,
        Options = host.DnsOptions is { Length: > 0 } options ? options : daemon.Options,
    };
}
