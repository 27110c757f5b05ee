using System.Collections.Immutable;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Dns;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Networking;

/// <summary>What the runs of containers hold of networks: sandboxes and their name servers. The caller holds the container's gate.</summary>
internal sealed partial class ContainerSandboxes(
    NetworkDirectory networks, NetworkSandboxes sandboxes, INameServers nameServers, ContainerEtc etc, ContainerLinks links, ILogger logger) : IAsyncDisposable
{
    // What nobody waits for: sockets given to the supervisor.
    private readonly OwnedTasks _background = new(failure => LogFailed(logger, failure));

    /// <summary>Makes all that a container's record wants. All or nothing.</summary>
    public async Task<OpenedSandbox> OpenAsync(ContainerEntry entry)
    {
        ContainerRecord record = entry.Record;
        if (ContainerMode.SharesNetwork(record.HostConfig))
        {
            return OpenedSandbox.None;
        }

        SandboxState state = sandboxes.Open(RequestOf(record));
        try
        {
            if (etc.NameServerOf(record, state) is { } server)
            {
                await nameServers.OpenAsync(server);
            }

            ImmutableArray<ContainerLink> linked = links.Require(record, state);
            return new OpenedSandbox(
                state,
                etc.Of(record, state) with { Links = [.. linked.Select(link => link.Line)] },
                [.. linked.SelectMany(link => LinkEnvironment.Of(record.Name, link))]);
        }
        catch
        {
            _ = await ReleaseAsync(entry.Id);
            throw;
        }
    }

    /// <summary>The container's task is there: its name server's sockets may be held by the supervisor from here on. Waits for nothing.</summary>
    public void Hold(ContainerEntry entry, SandboxState? state)
    {
        if (etc.NameServerOf(entry.Record, state) is not null)
        {
            _background.Run(() => nameServers.HoldAsync(entry.Id));
        }
    }

    /// <summary>A container runs: those that are linked to it learn where. Waits for nothing.</summary>
    public void Tell(ContainerEntry entry)
    {
        if (networks.FindByName(NetworkNames.Bridge) is { } bridge && entry.State.Network?.On(bridge.Id) is not null)
        {
            _background.Run(() => links.RepointAsync(entry));
        }
    }

    /// <summary>Gives back what a container's run holds; nothing happens when it holds nothing.</summary>
    /// <returns>The last failure, which is logged; null when all went well.</returns>
    public async Task<Exception?> ReleaseAsync(string containerId)
    {
        await nameServers.CloseAsync(containerId);
        return sandboxes.Release(containerId);
    }

    /// <summary>At daemon start, takes over what a container holds that may still run.</summary>
    public void Adopt(ContainerEntry entry)
    {
        if (entry.State.Network is { } held)
        {
            sandboxes.Adopt(AdoptionOf(entry.Record), held);
        }
    }

    /// <summary>At daemon start, keeps the namespace of a container that may run and of which nobody knows what it holds: it runs on as it is, but its ports and
    /// names are gone, and its addresses may be given to others, until it is started anew.</summary>
    public void AdoptUnknown(string containerId) => sandboxes.AdoptUnknown(containerId);

    /// <summary>What a container's run holds; null: nothing.</summary>
    public SandboxState? Held(string containerId) => sandboxes.Held(containerId);

    /// <summary>A container that was adopted runs: names are answered in it again.</summary>
    public async Task ReopenAsync(ContainerEntry entry)
    {
        if (etc.NameServerOf(entry.Record, entry.State.Network) is { } server)
        {
            try
            {
                await nameServers.ReopenAsync(server);
            }
            catch (DaemonException failure)
            {
                // It runs on, without names.
                LogFailed(logger, failure);
            }
        }
    }

    /// <summary>Attaches a running container to one more network. All or nothing.</summary>
    /// <param name="keep">Writes down what it is to hold, before the kernel's part is made.</param>
    /// <param name="tell">Writes down what it does hold, in the end; does not fail.</param>
    public async Task ConnectAsync(ContainerEntry entry, EndpointRequest request, Action<SandboxState> keep, Action<SandboxState> tell)
    {
        try
        {
            SandboxState state = sandboxes.Connect(entry.Id, request, keep);
            tell(state);
            if (etc.NameServerOf(entry.Record, state) is { } server)
            {
                await nameServers.OpenAsync(server);
                Hold(entry, state);
            }

            ContainerFiles.Update(entry.Folder, entry.Record, etc.Of(entry.Record, state), ContainerEtc.AddressesOf(state.On(request.Network.Id)), []);
        }
        catch
        {
            await DisconnectAsync(entry, request.Network, tell);
            throw;
        }
    }

    /// <summary>Takes a running container off a network. On return it is off; what then fails of its names and files is logged.</summary>
    /// <param name="tell">Writes down what it holds from here on; does not fail.</param>
    public async Task DisconnectAsync(ContainerEntry entry, NetworkEntry network, Action<SandboxState> tell)
    {
        ContainerRecord record = entry.Record;
        EndpointState? gone = record.State.Network?.On(network.Id);
        SandboxState state = sandboxes.Disconnect(entry.Id, network);
        tell(state);
        try
        {
            if (etc.NameServerOf(record, state) is { } server)
            {
                await nameServers.OpenAsync(server);
            }
            else
            {
                await nameServers.LeaveAsync(entry.Id);
            }

            ContainerFiles.Update(entry.Folder, record, etc.Of(record, state), [], ContainerEtc.AddressesOf(gone));
        }
        catch (DaemonException failure)
        {
            LogFailed(logger, failure);
        }
    }

    public async ValueTask DisposeAsync() => await _background.DrainAsync(CancellationToken.None);

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

    [LoggerMessage(2080, LogLevel.Error, "The names of a container failed")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
