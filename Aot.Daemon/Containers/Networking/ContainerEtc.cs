using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Config;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Dns;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Networking;

/// <summary>What a container's files in /etc, and its name server, are to know of its networks.</summary>
internal sealed class ContainerEtc(NetworkDirectory networks, NetworkConfig config)
{
    private readonly DnsSettings _daemon = new() { Servers = [.. config.Dns], Search = [.. config.DnsSearch], Options = [.. config.DnsOptions] };

    /// <summary>Without links, which count at a start only.</summary>
    public EtcNetworks Of(ContainerRecord record, SandboxState state)
    {
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (EndpointState endpoint in state.Endpoints)
        {
            addresses.AddRange(AddressesOf(endpoint));
        }

        return new EtcNetworks
        {
            Addresses = addresses.ToImmutable(),
            HostGateways = HostGateways(),
            HasNameServer = HasNameServer(state),
            DaemonDns = _daemon,
        };
    }

    /// <summary>The name server that a container is to have; null: none.</summary>
    public DnsSandbox? NameServerOf(ContainerRecord record, SandboxState? state)
    {
        if (state is null || !HasNameServer(state))
        {
            return null;
        }

        bool isInternal = Array.TrueForAll(state.Endpoints, endpoint => networks.FindById(endpoint.NetworkId) is { Record.Internal: true });
        return ResolvConf.NameServer(record.Id, state.Path, record.HostConfig, _daemon, isInternal);
    }

    public static ImmutableArray<IPAddress> AddressesOf(EndpointState? endpoint)
    {
        var addresses = ImmutableArray.CreateBuilder<IPAddress>();
        foreach (string text in new[] { endpoint?.IPv4 ?? "", endpoint?.IPv6 ?? "" })
        {
            if (text.IndexOf('/', StringComparison.Ordinal) is > 0 and int slash && Subnet.TryParseAddress(text[..slash], out IPAddress? address))
            {
                addresses.Add(address);
            }
        }

        return addresses.ToImmutable();
    }

    private bool HasNameServer(SandboxState state) =>
        state.Path.Length > 0 && Array.Exists(state.Endpoints, endpoint => networks.FindById(endpoint.NetworkId) is { IsUserDefined: true });

    private ImmutableArray<IPAddress> HostGateways()
    {
        if (!config.HostGateways.IsEmpty)
        {
            return [.. config.HostGateways.Select(IPAddress.Parse)];
        }

        NetworkEntry? bridge = networks.FindByName(NetworkNames.Bridge);
        return [.. new[] { bridge?.IPv4?.Gateway, bridge?.IPv6?.Gateway }.OfType<IPAddress>()];
    }
}
