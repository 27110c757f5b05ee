using Aot.Daemon.Events;

namespace Aot.Daemon.Containers;

/// <summary>Publishes the events of containers with the attributes that all of them carry: image, name and labels.</summary>
internal sealed class ContainerEvents(IEventSink sink)
{
    public void Publish(ContainerRecord record, string action, params ReadOnlySpan<(string Key, string Value)> extras)
    {
        var attributes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in record.Config.Labels ?? [])
        {
            attributes[key] = value;
        }

        attributes["image"] = record.Config.Image;
        attributes["name"] = record.Name;
        foreach (var (key, value) in extras)
        {
            attributes[key] = value;
        }

        sink.Publish("container", action, record.Id, attributes);
    }

    /// <param name="reclaimed">Bytes.</param>
    public void PublishPrune(long reclaimed) =>
        sink.Publish("container", "prune", "", new SortedDictionary<string, string> { ["reclaimed"] = reclaimed.ToString() });
}
