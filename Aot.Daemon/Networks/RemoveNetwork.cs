using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>Remove. The kernel's part goes first, the record last: a crash in between leaves a network whose link the next daemon start makes again, and
/// no link without a network.</summary>
internal sealed class RemoveNetwork(NetworkStore store, NetworkDirectory directory, INetworkDataplane dataplane, NetworkEvents events)
{
    public void Run(NetworkEntry network)
    {
        if (!network.IsUserDefined)
        {
            throw DaemonException.Forbidden($"{network.Name} is a pre-defined network and cannot be removed");
        }

        if (!network.TryRemove())
        {
            throw DaemonException.Forbidden($"error while removing network: network {network.Name} id {network.Id} has active endpoints");
        }

        try
        {
            dataplane.RemoveBridge(network.Bridge!);
            store.Delete(network.Id);
        }
        catch
        {
            network.Keep();
            throw;
        }

        directory.Remove(network.Id);
        events.Publish(network.Record, "destroy");
    }
}
