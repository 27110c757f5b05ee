using System.Collections.Immutable;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Containers.Networking;

/// <summary>What the runs of containers hold of networks. The caller holds the container's gate.</summary>
internal sealed class ContainerSandboxes(NetworkDirectory networks, NetworkSandboxes sandboxes)
{
    /// <summary>Makes all that a container's record wants; null when it has another's network. All or nothing.</summary>
    public SandboxState? Open(ContainerEntry entry) =>
        ContainerMode.SharesNetwork(entry.Record.HostConfig) ? null : sandboxes.Open(RequestOf(entry.Record));

    /// <summary>Gives back what a container's run holds; nothing happens when it holds nothing.</summary>
    /// <returns>The last failure, which is logged; null when all went well.</returns>
    public Exception? Release(string containerId) => sandboxes.Release(containerId);

    /// <summary>At daemon start, takes over what a container holds that may still run.</summary>
    public void Adopt(ContainerEntry entry)
    {
        if (entry.State.Network is { } held)
        {
            sandboxes.Adopt(AdoptionOf(entry.Record), held);
        }
    }

    public void Rename(string containerId, string name) => sandboxes.Rename(containerId, name);

    /// <summary>The network that a record wants by a name; of users' networks the one that it was when the record was made, while that is there.</summary>
    public NetworkEntry Find(string name, EndpointSettings wanted) =>
        (wanted.NetworkID.Length > 0 ? networks.FindById(wanted.NetworkID) : null) ?? networks.Find(name);

    /// <summary>A network by name or id; null when there is none, or more than one begins so.</summary>
    public NetworkEntry? TryFind(string reference) => networks.FindByName(reference) ?? networks.FindById(reference);

    private SandboxRequest RequestOf(ContainerRecord record)
    {
        var endpoints = ImmutableArray.CreateBuilder<EndpointRequest>();
        foreach ((string name, EndpointSettings wanted) in InOrder(record))
        {
            endpoints.Add(WantedNetworks.Request(record, wanted, Find(name, wanted)));
        }

        return Request(record, endpoints.ToImmutable());
    }

    // What is wanted of networks that are gone does not keep the container from what it has of others.
    private SandboxRequest AdoptionOf(ContainerRecord record)
    {
        var endpoints = ImmutableArray.CreateBuilder<EndpointRequest>();
        foreach ((string name, EndpointSettings wanted) in InOrder(record))
        {
            if ((networks.FindById(wanted.NetworkID) ?? networks.FindByName(name)) is { } network)
            {
                endpoints.Add(WantedNetworks.Request(record, wanted, network));
            }
        }

        return Request(record, endpoints.ToImmutable());
    }

    private static SandboxRequest Request(ContainerRecord record, ImmutableArray<EndpointRequest> endpoints)
    {
        bool hasNamespace = !(record.HostConfig.NetworkMode is NetworkNames.Host or NetworkNames.None)
            && record.Config.NetworkDisabled != true
            && !endpoints.Any(endpoint => endpoint.Network.Bridge is null);
        return new SandboxRequest
        {
            ContainerId = record.Id,
            ContainerName = record.Name,
            HasNamespace = hasNamespace,
            Endpoints = record.Config.NetworkDisabled == true ? [] : endpoints,
            Ports = hasNamespace ? [.. PortSyntax.RequestsOf(record.Config, record.HostConfig)] : [],
        };
    }

    // The network of the mode is eth0; the others follow by name.
    private static IEnumerable<KeyValuePair<string, EndpointSettings>> InOrder(ContainerRecord record)
    {
        SortedDictionary<string, EndpointSettings> wanted = ContainerNetworks.WantedBy(record);
        string main = NetworkNames.OfMode(record.HostConfig.NetworkMode);
        foreach (KeyValuePair<string, EndpointSettings> network in wanted)
        {
            if (network.Key == main)
            {
                yield return network;
            }
        }

        foreach (KeyValuePair<string, EndpointSettings> network in wanted)
        {
            if (network.Key != main)
            {
                yield return network;
            }
        }
    }
}
