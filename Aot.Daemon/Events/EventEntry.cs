namespace Aot.Daemon.Events;

/// <summary>An event as the ring keeps it: references to what was there anyway. The message is made when somebody reads it.</summary>
internal struct EventEntry
{
    private readonly string _type;
    private readonly string _action;
    private readonly string _actorId;
    private readonly IReadOnlyDictionary<string, string> _shared;
    private readonly int _count;
    private EventPairs _own;

    public EventEntry(
        string type,
        string action,
        string actorId,
        IReadOnlyDictionary<string, string> shared,
        ReadOnlySpan<(string Key, string Value)> own,
        DateTimeOffset time)
    {
        (_type, _action, _actorId, Time) = (type, action, actorId, time);
        if (own.Length > EventPairs.Capacity)
        {
            _shared = Merge(shared, own);
            return;
        }

        _shared = shared;
        _count = own.Length;
        own.CopyTo(_own);
    }

    public DateTimeOffset Time { get; }

    public readonly EventMessage ToMessage()
    {
        ReadOnlySpan<(string Key, string Value)> own = _own;
        return new EventMessage(_type, _action, _actorId, Merge(_shared, own[.._count]), Time);
    }

    private static SortedDictionary<string, string> Merge(
        IReadOnlyDictionary<string, string> shared, ReadOnlySpan<(string Key, string Value)> own)
    {
        var all = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in shared)
        {
            all[name] = value;
        }

        foreach ((string name, string value) in own)
        {
            all[name] = value;
        }

        return all;
    }
}
