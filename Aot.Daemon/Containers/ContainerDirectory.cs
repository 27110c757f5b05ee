using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>All containers by id and name. Reads take a lock that is never held over I/O.</summary>
internal sealed class ContainerDirectory : IContainerDirectory
{
    // Guards _byId and _idByName.
    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, ContainerEntry> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idByName = new(StringComparer.Ordinal);

    public ContainerEntry[] All()
    {
        lock (_lock)
        {
            return [.. _byId.Values];
        }
    }

    public ContainerEntry? FindById(string id)
    {
        lock (_lock)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    public ContainerEntry Find(string reference)
    {
        lock (_lock)
        {
            if (_byId.TryGetValue(reference, out ContainerEntry? entry))
            {
                return entry;
            }

            string name = reference.StartsWith('/') ? reference[1..] : reference;
            if (_idByName.TryGetValue(name, out string? id) && _byId.TryGetValue(id, out entry))
            {
                return entry;
            }

            return FindByPrefix(reference) ?? throw DaemonException.NotFound($"No such container: {reference}");
        }
    }

    /// <summary>Takes a name for an id before the container exists; Conflict in dockerd's words when it is taken.</summary>
    public void ReserveName(string name, string id)
    {
        lock (_lock)
        {
            if (!_idByName.TryAdd(name, id))
            {
                throw DaemonException.Conflict(
                    $"Conflict. The container name \"/{name}\" is already in use by container \"{_idByName[name]}\". "
                    + "You have to remove (or rename) that container to be able to reuse that name.");
            }
        }
    }

    /// <summary>Takes some free name for an id.</summary>
    public string ReserveFreeName(string id)
    {
        for (int attempt = 0; ; attempt++)
        {
            string name = ContainerNames.Propose(attempt);
            lock (_lock)
            {
                if (_idByName.TryAdd(name, id))
                {
                    return name;
                }
            }
        }
    }

    /// <summary>Gives a name up, if it is the id's.</summary>
    public void ReleaseName(string name, string id)
    {
        lock (_lock)
        {
            if (_idByName.TryGetValue(name, out string? holder) && holder == id)
            {
                _idByName.Remove(name);
            }
        }
    }

    public void Add(ContainerEntry entry)
    {
        lock (_lock)
        {
            _byId.Add(entry.Id, entry);
        }
    }

    public void Remove(ContainerEntry entry)
    {
        lock (_lock)
        {
            _byId.Remove(entry.Id);
        }
    }

    private ContainerEntry? FindByPrefix(string prefix)
    {
        if (prefix.Length == 0 || prefix.Length > HexId.Length || !HexId.IsLowerHex(prefix))
        {
            return null;
        }

        ContainerEntry? found = null;
        foreach (var (id, entry) in _byId)
        {
            if (!id.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }

            if (found is not null)
            {
                throw DaemonException.Invalid($"Multiple IDs found with provided prefix: {prefix}");
            }

            found = entry;
        }

        return found;
    }
}
