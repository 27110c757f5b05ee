using System.Collections.ObjectModel;
using Aot.Daemon.Events;

namespace Aot.Daemon.Containers;

/// <summary>Publishes the events of containers with the attributes that all of them carry: image, name and labels.</summary>
internal sealed class ContainerEvents(IEventSink sink)
{
    private const int OfEach = 2;

    public void Publish(ContainerRecord record, string action, params ReadOnlySpan<(string Key, string Value)> extras)
    {
        EventPairs few = default;
        Span<(string Key, string Value)> all = extras.Length + OfEach <= EventPairs.Capacity ? few : new (string, string)[extras.Length + OfEach];
        all[0] = ("image", record.Config.Image);
        all[1] = ("name", record.Name);
        extras.CopyTo(all[OfEach..]);
        IReadOnlyDictionary<string, string> labels = record.Config.Labels ?? (IReadOnlyDictionary<string, string>)ReadOnlyDictionary<string, string>.Empty;
        sink.Publish("container", action, record.Id, labels, all[..(extras.Length + OfEach)]);
    }

    /// <param name="reclaimed">Bytes.</param>
    public void PublishPrune(long reclaimed) =>
        sink.Publish("container", "prune", "", ReadOnlyDictionary<string, string>.Empty, ("reclaimed", reclaimed.ToString()));
}
