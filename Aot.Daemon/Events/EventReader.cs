namespace Aot.Daemon.Events;

/// <summary>A place in the stream of events. Not for two callers at once; there is nothing to dispose of.</summary>
internal sealed class EventReader(EventService service, long next)
{
    private long _next = next;

    /// <summary>The next event that has happened already; null when there is none. Unavailable when it is lost.</summary>
    public EventMessage? TryRead()
    {
        EventMessage? message = service.Get(_next, out _);
        _next += message is null ? 0 : 1;
        return message;
    }

    /// <summary>Waits until there is something to read.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        service.Get(_next, out Task news);
        return news.WaitAsync(cancellationToken);
    }
}
