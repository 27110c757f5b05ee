namespace Aot.Daemon.Events;

/// <summary>Where the features tell what happened. An interface, so that they do not depend on how events are kept and served.</summary>
internal interface IEventSink
{
    /// <summary>Publishes an event, stamped now. Never waits and never fails.</summary>
    void Publish(string type, string action, string actorId, IReadOnlyDictionary<string, string> attributes);
}
