using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Primitives;
using Aot.Daemon.Registries;

namespace Aot.Daemon.Config;

/// <summary>What must hold of the configuration of networks as a whole.</summary>
internal static class NetworkRules
{
    /// <summary>The value of `bridge` that means that there is no default network.</summary>
    public const string NoBridge = "none";

    private const int LongestInterfaceName = 15;

    /// <summary>Fails as Invalid on the first rule broken, in dockerd's words where it has the rule too.</summary>
    public static void Check(NetworkConfig config)
    {
        Require(
            config.Bridge.Length == 0 || config.Bip.Length == 0,
            "You specified -b & --bip, mutually exclusive options. Please specify only one");
        Require(
            config.Bridge.Length <= LongestInterfaceName && !config.Bridge.Any(c => c is <= ' ' or '/' or ':'),
            $"invalid bridge name: {config.Bridge}");
        IPNetwork? bip = Network("bip", config.Bip, AddressFamily.InterNetwork);
        IPNetwork? bip6 = Network("bip6", config.Bip6, AddressFamily.InterNetworkV6);
        Within("fixed-cidr", Network("fixed-cidr", config.FixedCidr, AddressFamily.InterNetwork), bip);
        Within("fixed-cidr-v6", Network("fixed-cidr-v6", config.FixedCidrV6, AddressFamily.InterNetworkV6), bip6);
        Address("default-gateway", config.DefaultGateway, AddressFamily.InterNetwork, bip);
        Address("default-gateway-v6", config.DefaultGatewayV6, AddressFamily.InterNetworkV6, bip6);
        Address("ip", config.Ip, AddressFamily.InterNetwork, within: null);
        Require(
            config.HostGatewayIp.Length == 0 || config.HostGatewayIps.IsEmpty,
            "host-gateway-ip and host-gateway-ips cannot both be given: use host-gateway-ips");
        foreach (string gateway in config.HostGateways)
        {
            Require(IpSyntax.ParseAddress(gateway) is not null, $"{gateway} is not an ip address");
        }
    }

    private static IPNetwork? Network(string name, string text, AddressFamily family)
    {
        if (text.Length == 0)
        {
            return null;
        }

        IPNetwork? network = IpSyntax.ParseNetwork(text);
        Require(network is { PrefixLength: > 0 } parsed && parsed.BaseAddress.AddressFamily == family, $"{name}: invalid CIDR address: {text}");
        return network;
    }

    private static void Within(string name, IPNetwork? part, IPNetwork? whole) => Require(
        part is not { } inner || whole is not { } outer || (inner.PrefixLength >= outer.PrefixLength && outer.Contains(inner.BaseAddress)),
        $"{name} {part} is not within {whole}");

    private static void Address(string name, string text, AddressFamily family, IPNetwork? within)
    {
        if (text.Length == 0)
        {
            return;
        }

        IPAddress? address = IpSyntax.ParseAddress(text);
        Require(address is not null && address.AddressFamily == family, $"{name}: {text} is not an ip address");
        Require(within is not { } network || network.Contains(address!), $"{name} {text} is not within {within}");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw DaemonException.Invalid(message);
        }
    }
}
