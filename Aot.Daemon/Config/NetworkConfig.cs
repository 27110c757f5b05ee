using System.Collections.Immutable;

namespace Aot.Daemon.Config;

/// <summary>The part of <see cref="DaemonConfig"/> that is about networks. Addresses are text, checked by <see cref="NetworkRules"/>.</summary>
internal sealed record NetworkConfig
{
    /// <summary>The default network's link: empty: one of ours; `none`: there is no default network; else one of the host's own.</summary>
    public string Bridge { get; init; } = "";

    /// <summary>The default network's bridge address and subnet, ADDRESS/BITS; empty: chosen.</summary>
    public string Bip { get; init; } = "";

    public string Bip6 { get; init; } = "";

    /// <summary>The part of the default network's subnet that containers get addresses of, ADDRESS/BITS; empty: all.</summary>
    public string FixedCidr { get; init; } = "";

    public string FixedCidrV6 { get; init; } = "";

    /// <summary>Where the default network's containers send what is for elsewhere; empty: to the bridge.</summary>
    public string DefaultGateway { get; init; } = "";

    public string DefaultGatewayV6 { get; init; } = "";

    /// <summary>The blocks that networks without a subnet of their own get one of; empty: dockerd's.</summary>
    public ImmutableArray<AddressPoolConfig> DefaultAddressPools { get; init; } = [];

    /// <summary>By driver, then by option: what a user's network has that does not say otherwise.</summary>
    public ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> DefaultNetworkOptions { get; init; } = NestedMapSyntax.None;

    /// <summary>Bytes, of the default network; 0: 1500.</summary>
    public int Mtu { get; init; }

    /// <summary>Containers of the default network may talk to each other.</summary>
    public bool Icc { get; init; } = true;

    /// <summary>The daemon turns forwarding on in the kernel.</summary>
    public bool IpForward { get; init; } = true;

    /// <summary>What leaves the default network gets the host's address.</summary>
    public bool IpMasquerade { get; init; } = true;

    /// <summary>Where ports of the default network are published that name no address.</summary>
    public string Ip { get; init; } = "0.0.0.0";

    /// <summary>The default network has IPv6.</summary>
    public bool Ipv6 { get; init; }

    /// <summary>Asked by containers that were given no server; empty: the host's.</summary>
    public ImmutableArray<string> Dns { get; init; } = [];

    public ImmutableArray<string> DnsOptions { get; init; } = [];

    public ImmutableArray<string> DnsSearch { get; init; } = [];

    /// <summary>What `host-gateway` stands for in --add-host; empty: the default bridge's addresses.</summary>
    public ImmutableArray<string> HostGatewayIps { get; init; } = [];

    /// <summary>An older name for a list of one; empty: not given.</summary>
    public string HostGatewayIp { get; init; } = "";

    /// <summary>What was given under either name.</summary>
    public ImmutableArray<string> HostGateways => HostGatewayIp.Length > 0 ? [HostGatewayIp] : HostGatewayIps;

    /// <summary>No effect: published ports need no process, with it or without.</summary>
    public bool UserlandProxy { get; init; } = true;
}
