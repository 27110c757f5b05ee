using System.Collections.Concurrent;
using Aot.Daemon.Events;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>Keeps the events published.</summary>
internal sealed class RecordedEvents : IEventSink
{
    public ConcurrentQueue<(string Action, IReadOnlyDictionary<string, string> Attributes)> All { get; } = new();

    public string[] Actions => [.. All.Select(static told => told.Action)];

    public void Publish(
        string type, string action, string actorId, IReadOnlyDictionary<string, string> shared, params ReadOnlySpan<(string Key, string Value)> own) =>
        All.Enqueue((action, new EventEntry(type, action, actorId, shared, own, default).ToMessage().Attributes));
}
