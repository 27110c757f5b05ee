using Aot.Daemon.Events;

namespace Aot.Daemon.Networks;

/// <summary>Publishes the events of networks with dockerd's attributes.</summary>
internal sealed class NetworkEvents(IEventSink sink)
{
    private const string Type = "network";

    /// <param name="containerId">Of a connect or disconnect.</param>
    public void Publish(NetworkRecord network, string action, string? containerId = null)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal) { ["name"] = network.Name, ["type"] = network.Driver };
        if (containerId is not null)
        {
            attributes["container"] = containerId;
        }

        sink.Publish(Type, action, network.Id, attributes);
    }

    // As dockerd, which tells no bytes of networks.
    public void PublishPrune() => sink.Publish(Type, "prune", "", new SortedDictionary<string, string> { ["reclaimed"] = "0" });
}
