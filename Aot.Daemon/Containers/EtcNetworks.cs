using System.Collections.Immutable;
using System.Net;

namespace Aot.Daemon.Containers;

/// <summary>What the files in a container's /etc are to say of its networks.</summary>
internal sealed record EtcNetworks
{
    public static readonly EtcNetworks None = new();

    /// <summary>The container's own addresses, which its hostname stands for.</summary>
    public ImmutableArray<IPAddress> Addresses { get; init; } = [];

    /// <summary>The containers that it is linked to on the default bridge: their addresses, with the alias first of the names.</summary>
    public ImmutableArray<HostsLine> Links { get; init; } = [];

    /// <summary>What `host-gateway` stands for in --add-host: the gateway of the default bridge, or host-gateway-ip; empty: it cannot be told.</summary>
    public ImmutableArray<IPAddress> HostGateways { get; init; } = [];

    /// <summary>Names are answered at 127.0.0.11: the container is on a user-defined network.</summary>
    public bool HasNameServer { get; init; }

    /// <summary>The daemon's dns, dns-search and dns-opts.</summary>
    public DnsSettings DaemonDns { get; init; } = DnsSettings.None;
}
