using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>All networks by id and name. No lock is held over I/O.</summary>
internal sealed class NetworkDirectory
{
    // Guards what follows.
    private readonly Lock _lock = new();
    private readonly Dictionary<string, NetworkEntry> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idByName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<Subnet>> _subnets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idByLink = new(StringComparer.Ordinal);

    public NetworkEntry[] All()
    {
        lock (_lock)
        {
            return [.. _byId.Values];
        }
    }

    public NetworkEntry? FindById(string id)
    {
        lock (_lock)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    public NetworkEntry? FindByName(string name)
    {
        lock (_lock)
        {
            return _idByName.TryGetValue(name, out string? id) ? _byId.GetValueOrDefault(id) : null;
        }
    }

    /// <summary>By id, name or the beginning of an id, in this order; NotFound or Invalid in dockerd's words.</summary>
    public NetworkEntry Find(string reference)
    {
        if (reference.Length == 0)
        {
            throw DaemonException.Invalid("invalid name or ID supplied: \"\"");
        }

        lock (_lock)
        {
            if (_byId.TryGetValue(reference, out NetworkEntry? entry)
                || (_idByName.TryGetValue(reference, out string? id) && _byId.TryGetValue(id, out entry)))
            {
                return entry;
            }

            return FindByPrefix(reference) ?? throw DaemonException.NotFound($"network {reference} not found");
        }
    }

    /// <summary>Takes a name for a network that is to come; Conflict when it is taken.</summary>
    public void ReserveName(string name, string id)
    {
        lock (_lock)
        {
            if (!_idByName.TryAdd(name, id))
            {
                throw DaemonException.Conflict($"network with name {name} already exists");
            }
        }
    }

    /// <summary>Takes the name of a bridge's link; Forbidden when another network has it.</summary>
    public void ReserveLink(string link, string id)
    {
        lock (_lock)
        {
            if (!_idByLink.TryAdd(link, id))
            {
                throw DaemonException.Forbidden(
                    $"cannot create network {id} ({link}): conflicts with network {_idByLink[link]} ({link}): networks have same bridge name");
            }
        }
    }

    /// <summary>Takes a subnet; Forbidden when it overlaps with another network's.</summary>
    public void ReserveSubnet(Subnet subnet, string id)
    {
        if (!TryReserveSubnet(subnet, id))
        {
            throw DaemonException.Forbidden("Pool overlaps with other one on this address space");
        }
    }

    /// <summary>Takes a subnet; false when it overlaps with another network's.</summary>
    public bool TryReserveSubnet(Subnet subnet, string id)
    {
        lock (_lock)
        {
            foreach (List<Subnet> taken in _subnets.Values)
            {
                if (taken.Exists(other => other.Overlaps(subnet)))
                {
                    return false;
                }
            }

            Take(subnet, id);
            return true;
        }
    }

    /// <summary>Takes a free subnet of the pools; null when there is none.</summary>
    /// <param name="foreign">What else is in use on the host.</param>
    public Subnet? ReserveFreeSubnet(IEnumerable<SubnetPool> pools, bool isIPv6, IReadOnlyCollection<Subnet> foreign, string id)
    {
        lock (_lock)
        {
            List<Subnet> used = [.. foreign];
            foreach (List<Subnet> taken in _subnets.Values)
            {
                used.AddRange(taken);
            }

            Subnet? free = SubnetPools.Choose(pools, isIPv6, used);
            if (free is { } subnet)
            {
                Take(subnet, id);
            }

            return free;
        }
    }

    /// <summary>Gives up what a network had reserved.</summary>
    public void Release(string id)
    {
        lock (_lock)
        {
            _subnets.Remove(id);
            RemoveValue(_idByName, id);
            RemoveValue(_idByLink, id);
        }
    }

    /// <summary>Makes a network known, whose name is reserved.</summary>
    public void Add(NetworkEntry entry)
    {
        lock (_lock)
        {
            _byId[entry.Id] = entry;
        }
    }

    /// <summary>Makes a network unknown, and gives up what it had reserved.</summary>
    public void Remove(string id)
    {
        lock (_lock)
        {
            _byId.Remove(id);
            Release(id);
        }
    }

    // Few networks, seldom removed.
    private static void RemoveValue(Dictionary<string, string> map, string id)
    {
        string? key = null;
        foreach ((string name, string holder) in map)
        {
            if (holder == id)
            {
                key = name;
            }
        }

        if (key is not null)
        {
            map.Remove(key);
        }
    }

    private void Take(Subnet subnet, string id)
    {
        if (!_subnets.TryGetValue(id, out List<Subnet>? own))
        {
            _subnets[id] = own = [];
        }

        own.Add(subnet);
    }

    private NetworkEntry? FindByPrefix(string prefix)
    {
        List<NetworkEntry> found = [];
        foreach ((string id, NetworkEntry entry) in _byId)
        {
            if (id.StartsWith(prefix, StringComparison.Ordinal))
            {
                found.Add(entry);
            }
        }

        return found.Count switch
        {
            0 => null,
            1 => found[0],
            int count => throw DaemonException.Invalid($"network {prefix} is ambiguous ({count} matches found based on ID prefix)"),
        };
    }
}
