using Aot.Daemon.Config;
using Aot.Daemon.Http;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The feature's face.</summary>
internal sealed class NetworkService(
    SnapshotStore configuration,
    NetworkDirectory directory,
    CreateNetwork create,
    RemoveNetwork remove,
    PruneNetworks prune,
    INetworkContainers containers)
{
    /// <param name="withContainers">Older clients get the containers in a list too.</param>
    public NetworkResource[] List(Filters filters, bool withContainers)
    {
        var filter = new NetworkFilter(filters);
        var found = new List<NetworkResource>();
        foreach (NetworkEntry network in directory.All())
        {
            if (filter.Matches(network))
            {
                found.Add(NetworkDescription.Describe(network, withContainers));
            }
        }

        found.Sort(static (left, right) => string.CompareOrdinal(left.Name, right.Name));
        return [.. found];
    }

    /// <param name="scope">Empty, or the scope that it must have.</param>
    public NetworkResource Inspect(string reference, string scope)
    {
        NetworkEntry network = directory.Find(reference);
        return scope is "" or "local"
            ? NetworkDescription.Describe(network, withContainers: true)
            : throw DaemonException.NotFound($"network {reference} not found");
    }

    public NetworkCreateResponse Create(NetworkCreateRequest request) => create.Run(request, configuration.Current.Config.Network);

    public void Remove(string reference) => remove.Run(directory.Find(reference));

    public NetworkPruneResponse Prune(Filters filters) => prune.Run(filters);

    public Task ConnectAsync(string reference, NetworkConnectRequest request, CancellationToken cancellationToken) =>
        containers.ConnectAsync(request.Container, directory.Find(reference), request.EndpointConfig, cancellationToken);

    public Task DisconnectAsync(string reference, NetworkDisconnectRequest request, CancellationToken cancellationToken) =>
        containers.DisconnectAsync(request.Container, directory.Find(reference), request.Force, cancellationToken);
}
