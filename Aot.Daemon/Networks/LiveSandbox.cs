using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Dataplane;

namespace Aot.Daemon.Networks;

/// <summary>What a running container holds of networks. Changed by one at a time: the holder of the container's gate, and within it of <see cref="Change"/>.</summary>
internal sealed class LiveSandbox(string containerId, string containerName, ImmutableArray<PortRequest> ports)
{
    private readonly List<LiveEndpoint> _endpoints = [];
    private volatile NetworkEntry[] _namedNetworks = [];

    /// <summary>Keeps a reload, which repairs all containers and enters no gates, apart from those who change this one. Held for some milliseconds.</summary>
    public Lock Change { get; } = new();

    public string ContainerId { get; } = containerId;

    public string ContainerName { get; set; } = containerName;

    /// <summary>What is to be published whenever there is a way out.</summary>
    public ImmutableArray<PortRequest> Ports { get; } = ports;

    /// <summary>Where the namespace is pinned; empty: there is none of ours.</summary>
    public string Path { get; set; } = "";

    /// <summary>The user-defined networks that it is on: what the name server asks, on threads of its own.</summary>
    public NetworkEntry[] NamedNetworks => _namedNetworks;

    public IReadOnlyList<LiveEndpoint> Endpoints => _endpoints;

    public List<PortLease> Leases { get; } = [];

    /// <summary>The endpoint that IPv4 leaves by; null: none. As dockerd: the highest priority, then the network's name decides.</summary>
    public LiveEndpoint? GatewayIPv4 => Best(static endpoint => endpoint.IPv4 is not null);

    public LiveEndpoint? GatewayIPv6 => Best(static endpoint => endpoint.IPv6 is not null);

    public void Add(LiveEndpoint endpoint)
    {
        _endpoints.Add(endpoint);
        if (endpoint.Network.IsUserDefined)
        {
            _namedNetworks = [.. _namedNetworks, endpoint.Network];
        }
    }

    public void Remove(LiveEndpoint endpoint)
    {
        _endpoints.Remove(endpoint);
        _namedNetworks = Array.FindAll(_namedNetworks, network => network != endpoint.Network);
    }

    /// <summary>The lowest of eth0, eth1, ... that is free.</summary>
    public string FreeInterface()
    {
        for (int number = 0; ; number++)
        {
            string name = $"eth{number}";
            if (!_endpoints.Exists(endpoint => endpoint.State.SandboxInterface == name))
            {
                return name;
            }
        }
    }

    public ImmutableArray<PortForward> Forwards()
    {
        var forwards = ImmutableArray.CreateBuilder<PortForward>(Leases.Count);
        foreach (PortLease lease in Leases)
        {
            forwards.Add(lease.Forward);
        }

        return forwards.MoveToImmutable();
    }

    public SandboxState State() => new()
    {
        Path = Path,
        Endpoints = [.. _endpoints.ConvertAll(endpoint => endpoint.State)],
        Ports = [.. Leases.ConvertAll(lease => lease.Published)],
    };

    private LiveEndpoint? Best(Func<LiveEndpoint, bool> has)
    {
        LiveEndpoint? best = null;
        foreach (LiveEndpoint endpoint in Endpoints)
        {
            if (endpoint.IsWayOut && has(endpoint) && (best is null || IsBefore(endpoint, best)))
            {
                best = endpoint;
            }
        }

        return best;
    }

    private static bool IsBefore(LiveEndpoint left, LiveEndpoint right) =>
        left.State.GatewayPriority != right.State.GatewayPriority
            ? left.State.GatewayPriority > right.State.GatewayPriority
            : string.CompareOrdinal(left.Network.Name, right.Network.Name) < 0;
}
