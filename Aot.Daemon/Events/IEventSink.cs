namespace Aot.Daemon.Events;

/// <summary>Where the features tell what happened. An interface, so that they do not depend on how events are kept and served.</summary>
internal interface IEventSink
{
    /// <summary>Publishes an event, stamped now. Never waits, never fails, and allocates nothing for up to <see cref="EventPairs.Capacity"/>
    /// own attributes.</summary>
    /// <param name="shared">Attributes that are kept by reference, such as an object's labels: never changed again.</param>
    /// <param name="own">What else is told; of one name, the last value counts, and these before the shared ones.</param>
    void Publish(
        string type, string action, string actorId, IReadOnlyDictionary<string, string> shared, params ReadOnlySpan<(string Key, string Value)> own);
}
