using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Dns;

namespace Aot.Daemon.Networks;

/// <summary>What running containers are called on the user-defined networks.</summary>
internal sealed class AttachedNames(NetworkSandboxes sandboxes) : IDnsNames
{
    public ImmutableArray<IPAddress> Resolve(string containerId, string name)
    {
        foreach (NetworkEntry network in sandboxes.NamedNetworksOf(containerId))
        {
            ImmutableArray<AttachedEndpoint> found = Find(network, containerId, name);
            if (!found.IsEmpty)
            {
                return AddressesOf(found);
            }
        }

        return default;
    }

    public string? Reverse(string containerId, IPAddress address)
    {
        foreach (NetworkEntry network in sandboxes.NamedNetworksOf(containerId))
        {
            if (network.FindByAddress(address) is { } endpoint)
            {
                return $"{endpoint.ContainerName}.{network.Name}";
            }
        }

        return null;
    }

    // A link of the container's own comes first; `name.network` is a name on that network only.
    private static ImmutableArray<AttachedEndpoint> Find(NetworkEntry network, string containerId, string name)
    {
        string own = name;
        string suffix = "." + network.Name;
        if (network.EndpointOf(containerId)?.Links.TryGetValue(name, out string? linked) == true)
        {
            own = linked;
        }

        ImmutableArray<AttachedEndpoint> found = network.FindByName(own);
        return found.IsEmpty && name.Length > suffix.Length && name.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            ? network.FindByName(name[..^suffix.Length])
            : found;
    }

    private static ImmutableArray<IPAddress> AddressesOf(ImmutableArray<AttachedEndpoint> endpoints)
    {
        var addresses = new List<IPAddress>(endpoints.Length);
        foreach (AttachedEndpoint endpoint in endpoints)
        {
            if (endpoint.IPv4 is { } ipv4)
            {
                addresses.Add(ipv4);
            }

            if (endpoint.IPv6 is { } ipv6)
            {
                addresses.Add(ipv6);
            }
        }

        IPAddress[] shuffled = [.. addresses];
        Random.Shared.Shuffle(shuffled);
        return ImmutableArray.Create(shuffled);
    }
}
