using System.Collections.Immutable;

namespace Aot.Daemon.Config;

/// <summary>The options about networks that aotd has. As dockerd, none of them is reloaded.</summary>
internal static class NetworkOptions
{
    private const string Dockerd = "dockerd";
    private static readonly BooleanSyntax Boolean = new();
    private static readonly TextSyntax Text = new();
    private static readonly ListSyntax<string> List = new("list", text => text);

    public static ImmutableArray<DaemonOption> Rows { get; } =
    [
        Option(Text, n => n.Bip, (n, v) => n with { Bip = v }, "bip", "bip", "IPv4 address and subnet of the default bridge: ADDRESS/BITS"),
        Option(Text, n => n.Bip6, (n, v) => n with { Bip6 = v }, "bip6", "bip6", "IPv6 address and subnet of the default bridge: ADDRESS/BITS"),
        new DaemonOption<string>(Text, c => c.Network.Bridge, (c, v) => c with { Network = c.Network with { Bridge = v } })
        {
            Name = "bridge", Shorthand = 'b', Key = "bridge", Help = "Attach containers to a bridge of the host, or none",
            Default = "a bridge of its own, aotd0", Source = "beside dockerd's docker0, so that both can run",
        },
        Option(
            new AddressPoolsSyntax(), n => n.DefaultAddressPools, (n, v) => n with { DefaultAddressPools = v },
            "default-address-pool", "default-address-pools", "Address pools of networks without a subnet of their own: base=CIDR,size=BITS",
            "172.17.0.0/16 to 172.31.0.0/16, 192.168.0.0/16 by 20 bits"),
        Option(Text, n => n.DefaultGateway, (n, v) => n with { DefaultGateway = v }, "default-gateway", "default-gateway", "IPv4 router of the default network's containers"),
        Option(
            Text, n => n.DefaultGatewayV6, (n, v) => n with { DefaultGatewayV6 = v },
            "default-gateway-v6", "default-gateway-v6", "IPv6 router of the default network's containers"),
        Option(
            new NestedMapSyntax(), n => n.DefaultNetworkOptions, (n, v) => n with { DefaultNetworkOptions = v },
            "default-network-opt", "default-network-opts", "Default options of networks: driver=option=value"),
        Option(
            new ListSyntax<string>("list", ForeignRules.IpAddress), n => n.Dns, (n, v) => n with { Dns = v },
            "dns", "dns", "DNS servers of containers that name none"),
        Option(List, n => n.DnsOptions, (n, v) => n with { DnsOptions = v }, "dns-opt", "dns-opts", "DNS options of containers that name none"),
        Option(
            new ListSyntax<string>("list", ForeignRules.SearchDomain), n => n.DnsSearch, (n, v) => n with { DnsSearch = v },
            "dns-search", "dns-search", "DNS search domains of containers that name none"),
        Option(Text, n => n.FixedCidr, (n, v) => n with { FixedCidr = v }, "fixed-cidr", "fixed-cidr", "IPv4 range of the default network's containers"),
        Option(Text, n => n.FixedCidrV6, (n, v) => n with { FixedCidrV6 = v }, "fixed-cidr-v6", "fixed-cidr-v6", "IPv6 range of the default network's containers"),
        Option(
            List, n => n.HostGatewayIps, (n, v) => n with { HostGatewayIps = v },
            "host-gateway-ip", "host-gateway-ips", "What host-gateway stands for in --add-host", "the default bridge's addresses"),
        Option(Text, n => n.HostGatewayIp, (n, v) => n with { HostGatewayIp = v }, "", "host-gateway-ip", "An older name of host-gateway-ips, for one"),
        Option(Boolean, n => n.Icc, (n, v) => n with { Icc = v }, "icc", "icc", "Let containers of the default network talk to each other", "true"),
        Option(Text, n => n.Ip, (n, v) => n with { Ip = v }, "ip", "ip", "Host address of published ports that name none", "0.0.0.0"),
        Option(Boolean, n => n.IpForward, (n, v) => n with { IpForward = v }, "ip-forward", "ip-forward", "Turn IP forwarding on in the kernel", "true"),
        Option(Boolean, n => n.IpMasquerade, (n, v) => n with { IpMasquerade = v }, "ip-masq", "ip-masq", "Give what leaves the default network the host's address", "true"),
        Option(Boolean, n => n.Ipv6, (n, v) => n with { Ipv6 = v }, "ipv6", "ipv6", "IPv6 on the default network", "false"),
        Option(new NumberSyntax("invalid default MTU"), n => n.Mtu, (n, v) => n with { Mtu = v }, "mtu", "mtu", "MTU of the default network", "1500"),
        Option(
            Boolean, n => n.UserlandProxy, (n, v) => n with { UserlandProxy = v },
            "userland-proxy", "userland-proxy", "Accepted; there is none, the kernel forwards published ports, loopback too", "true"),
    ];

    private static DaemonOption<T> Option<T>(
        OptionSyntax<T> syntax,
        Func<NetworkConfig, T> get,
        Func<NetworkConfig, T, NetworkConfig> set,
        string name,
        string key,
        string help,
        string byDefault = "") => new(syntax, c => get(c.Network), (c, v) => c with { Network = set(c.Network, v) })
        {
            Name = name,
            Key = key,
            Help = help,
            Default = byDefault,
            Source = Dockerd,
        };
}
