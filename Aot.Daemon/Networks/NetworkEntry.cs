using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>A network's live identity: its addresses and who is attached. Thread-safe; no lock is held over I/O.</summary>
internal sealed class NetworkEntry
{
    /// <summary>The name of a bridge's link is this and the first digits of the network's id, as dockerd's.</summary>
    private const string LinkPrefix = "br-";

    // Guards what follows.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, AttachedEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ImmutableArray<AttachedEndpoint>> _byName = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<IPAddress, AttachedEndpoint> _byAddress = [];
    private bool _isRemoved;

    /// <summary>Fails as Invalid when the record's options or addresses make no sense.</summary>
    /// <param name="isForeign">The bridge's link is somebody else's, whatever the record says.</param>
    public NetworkEntry(NetworkRecord record, bool isForeign = false)
    {
        Record = record;
        if (record.Driver != NetworkDrivers.Bridge)
        {
            return;
        }

        Options = BridgeOptions.Parse(record.Options);
        var addresses = ImmutableArray.CreateBuilder<InterfaceAddress>();
        foreach (NetworkSubnet subnet in record.Subnets)
        {
            NetworkAddresses family = NetworkAddresses.Of(subnet);
            if (family.Pool.Subnet.IsIPv6)
            {
                IPv6 = family;
            }
            else
            {
                IPv4 = family;
            }

            addresses.Add(new InterfaceAddress(family.Gateway, family.Pool.Subnet.PrefixLength));
        }

        Bridge = new BridgeSettings
        {
            NetworkId = record.Id,
            InterfaceName = Options.InterfaceName.Length > 0 ? Options.InterfaceName : LinkPrefix + record.Id[..HexId.ShortLength],
            Addresses = addresses.ToImmutable(),
            Mtu = Options.Mtu,
            IsInternal = record.Internal,
            AllowsInterContainer = Options.AllowsInterContainer,
            Masquerades = Options.Masquerades,
            IsForeign = isForeign || record.HasForeignLink,
        };
    }

    public NetworkRecord Record { get; }

    public string Id => Record.Id;

    public string Name => Record.Name;

    public BridgeOptions? Options { get; }

    /// <summary>The network as the kernel has it; null: it has no link (none, host).</summary>
    public BridgeSettings? Bridge { get; }

    public NetworkAddresses? IPv4 { get; }

    public NetworkAddresses? IPv6 { get; }

    /// <summary>Made by a user: containers are found by name on it.</summary>
    public bool IsUserDefined => !NetworkNames.IsPredefined(Record.Name);

    /// <summary>Who is attached at this moment.</summary>
    public AttachedEndpoint[] Endpoints()
    {
        lock (_lock)
        {
            return [.. _endpoints.Values];
        }
    }

    public bool HasEndpoints
    {
        get
        {
            lock (_lock)
            {
                return _endpoints.Count > 0;
            }
        }
    }

    /// <summary>Attaches a container. Forbidden when it is attached already, NotFound when the network was removed in the meantime.</summary>
    public void Attach(AttachedEndpoint endpoint)
    {
        lock (_lock)
        {
            if (_isRemoved)
            {
                throw DaemonException.NotFound($"network {Name} not found");
            }

            if (!_endpoints.TryAdd(endpoint.ContainerId, endpoint))
            {
                throw DaemonException.Forbidden($"endpoint with name {endpoint.ContainerName} already exists in network {Name}");
            }

            Index(endpoint);
        }
    }

    /// <summary>Detaches a container, and gives its addresses back. Harmless when it is not attached.</summary>
    public void Detach(string containerId)
    {
        lock (_lock)
        {
            if (!_endpoints.Remove(containerId, out AttachedEndpoint? endpoint))
            {
                return;
            }

            Unindex(endpoint);
            if (endpoint.IPv4 is { } address)
            {
                IPv4?.Pool.Return(address);
            }

            if (endpoint.IPv6 is { } address6)
            {
                IPv6?.Pool.Return(address6);
            }
        }
    }

    /// <summary>A container is found by another name from here on.</summary>
    public void Rename(string containerId, string name)
    {
        lock (_lock)
        {
            if (_endpoints.TryGetValue(containerId, out AttachedEndpoint? endpoint))
            {
                Unindex(endpoint);
                _endpoints[containerId] = endpoint = endpoint with { ContainerName = name };
                Index(endpoint);
            }
        }
    }

    public AttachedEndpoint? EndpointOf(string containerId)
    {
        lock (_lock)
        {
            return _endpoints.GetValueOrDefault(containerId);
        }
    }

    /// <summary>Those who have a name, without regard to case.</summary>
    public ImmutableArray<AttachedEndpoint> FindByName(string name)
    {
        lock (_lock)
        {
            return _byName.GetValueOrDefault(name, []);
        }
    }

    public AttachedEndpoint? FindByAddress(IPAddress address)
    {
        lock (_lock)
        {
            return _byAddress.GetValueOrDefault(address);
        }
    }

    /// <summary>Marks the network as removed: nobody attaches any more. False when somebody is attached, or it is removed already.</summary>
    public bool TryRemove()
    {
        lock (_lock)
        {
            if (_isRemoved || _endpoints.Count > 0)
            {
                return false;
            }

            _isRemoved = true;
            return true;
        }
    }

    /// <summary>Takes back <see cref="TryRemove"/>, when the removal failed.</summary>
    public void Keep()
    {
        lock (_lock)
        {
            _isRemoved = false;
        }
    }

    private static IEnumerable<string> NamesOf(AttachedEndpoint endpoint)
    {
        yield return endpoint.ContainerName;
        foreach (string alias in endpoint.Aliases)
        {
            if (!alias.Equals(endpoint.ContainerName, StringComparison.OrdinalIgnoreCase))
            {
                yield return alias;
            }
        }
    }

    private void Index(AttachedEndpoint endpoint)
    {
        foreach (string name in NamesOf(endpoint))
        {
            _byName[name] = _byName.GetValueOrDefault(name, []).Add(endpoint);
        }

        if (endpoint.IPv4 is { } address)
        {
            _byAddress[address] = endpoint;
        }

        if (endpoint.IPv6 is { } address6)
        {
            _byAddress[address6] = endpoint;
        }
    }

    private void Unindex(AttachedEndpoint endpoint)
    {
        foreach (string name in NamesOf(endpoint))
        {
            ImmutableArray<AttachedEndpoint> left = _byName.GetValueOrDefault(name, []).RemoveAll(other => other.ContainerId == endpoint.ContainerId);
            if (left.IsEmpty)
            {
                _byName.Remove(name);
            }
            else
            {
                _byName[name] = left;
            }
        }

        if (endpoint.IPv4 is { } address)
        {
            _byAddress.Remove(address);
        }

        if (endpoint.IPv6 is { } address6)
        {
            _byAddress.Remove(address6);
        }
    }
}
