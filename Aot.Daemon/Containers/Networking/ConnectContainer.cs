using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers.Networking;

/// <summary>Connect and disconnect: the record says which networks a container wants, and is changed durably; a running container is attached at once.</summary>
internal sealed class ConnectContainer(ContainerStore store, ContainerDirectory directory, ContainerSandboxes sandboxes) : INetworkContainers
{
    private const string HostRefusal = "container cannot be disconnected from host network or connected to host network";

    public async Task ConnectAsync(string reference, NetworkEntry network, EndpointSettings? wanted, CancellationToken cancellationToken)
    {
        ContainerEntry entry = Find(reference);
        EndpointSettings plain = WantedNetworks.Plain(wanted, network);
        using (await entry.EnterAsync(cancellationToken))
        {
            ContainerRecord record = entry.Record;
            RequireAlive(record);
            RequireConnectable(record, network);
            EndpointRequest request = WantedNetworks.Request(record, plain, network);
            bool isUp = record.State.IsRunning && record.State.Network is not null;
            if (isUp && record.State.Network?.On(network.Id) is not null)
            {
                throw DaemonException.Forbidden($"endpoint with name {record.Name} already exists in network {network.Name}");
            }

            // The wish, then the run's part of it: a crash in between leaves a container that is connected, or is at its next start.
            store.Publish(entry, record with { Networks = new(ContainerNetworks.WantedBy(record), StringComparer.Ordinal) { [network.Name] = plain } });
            if (isUp)
            {
                await ConnectRunningAsync(entry, request, record.Networks);
            }
        }
    }

    public async Task DisconnectAsync(string reference, NetworkEntry network, bool force, CancellationToken cancellationToken)
    {
        ContainerEntry entry = Find(reference);
        using (await entry.EnterAsync(cancellationToken))
        {
            ContainerRecord record = entry.Record;
            RequireAlive(record);
            if (network.Record.Driver == NetworkDrivers.Host)
            {
                throw DaemonException.Invalid(HostRefusal);
            }

            SortedDictionary<string, EndpointSettings> networks = new(ContainerNetworks.WantedBy(record), StringComparer.Ordinal);
            if (NameOf(networks, network) is not { } name)
            {
                throw DaemonException.System($"container {entry.Id} is not connected to network {network.Name}");
            }

            if (record.State.IsRunning && record.State.Network?.On(network.Id) is not null)
            {
                await sandboxes.DisconnectAsync(entry, network, sandbox => Tell(entry, sandbox));
            }

            // In the end: after a crash it is still wanted, and can be asked for again.
            networks.Remove(name);
            store.Publish(entry, entry.Record with { Networks = networks });
        }
    }

    private async Task ConnectRunningAsync(ContainerEntry entry, EndpointRequest request, SortedDictionary<string, EndpointSettings>? before)
    {
        try
        {
            await sandboxes.ConnectAsync(
                entry, request, sandbox => store.Publish(entry, entry.State with { Network = sandbox }), sandbox => Tell(entry, sandbox));
        }
        catch
        {
            store.Publish(entry, entry.Record with { Networks = before });
            throw;
        }
    }

    private void Tell(ContainerEntry entry, SandboxState sandbox) => store.PublishFact(entry, entry.State with { Network = sandbox });

    private ContainerEntry Find(string reference) =>
        reference.Length == 0 ? throw DaemonException.Invalid("invalid name or ID supplied: \"\"") : directory.Find(reference);

    private static string? NameOf(SortedDictionary<string, EndpointSettings> networks, NetworkEntry network)
    {
        foreach ((string name, EndpointSettings wanted) in networks)
        {
            if (name == network.Name || wanted.NetworkID == network.Id)
            {
                return name;
            }
        }

        return null;
    }

    private static void RequireAlive(ContainerRecord record)
    {
        if (record.State.Status is ContainerStatus.Removing or ContainerStatus.Dead)
        {
            throw DaemonException.Conflict($"container {record.Id} is marked for removal and cannot be connected or disconnected to the network");
        }
    }

    private static void RequireConnectable(ContainerRecord record, NetworkEntry network)
    {
        string mode = record.HostConfig.NetworkMode;
        if (network.Record.Driver == NetworkDrivers.Host)
        {
            throw DaemonException.Invalid(HostRefusal);
        }

        if (mode == NetworkNames.Host || ContainerMode.SharesNetwork(record.HostConfig))
        {
            throw DaemonException.Invalid("container sharing network namespace with another container or host cannot be connected to any other network");
        }

        if (mode == NetworkNames.None || network.Record.Driver == NetworkDrivers.Null || record.Config.NetworkDisabled == true)
        {
            throw DaemonException.Invalid("container cannot be connected to multiple networks with one of the networks in private (none) mode");
        }
    }
}
