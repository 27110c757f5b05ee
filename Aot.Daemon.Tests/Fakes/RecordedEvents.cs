using System.Collections.Concurrent;
using Aot.Daemon.Events;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>Keeps the events published.</summary>
internal sealed class RecordedEvents : IEventSink
{
    public ConcurrentQueue<(string Action, IReadOnlyDictionary<string, string> Attributes)> All { get; } = new();

    /// <summary>Runs when one is published, with its action.</summary>
    public Action<string>? OnPublish { get; set; }

    public string[] Actions => [.. All.Select(static told => told.Action)];

    public void Publish(
        string type, string action, string actorId, IReadOnlyDictionary<string, string> shared, params ReadOnlySpan<(string Key, string Value)> own)
    {
        OnPublish?.Invoke(action);
        All.Enqueue((action, new EventEntry(type, action, actorId, shared, own, default).ToMessage().Attributes));
    }
}
