using Aot.Daemon.Primitives;

namespace Aot.Daemon.Events;

/// <summary>
/// Keeps the last events in one ring, from which every reader reads at its own pace. A reader that is so slow that the ring overtakes it is
/// told so; nobody waits for it, and it costs no memory.
/// </summary>
internal sealed class EventService(TimeProvider time) : IEventSink
{
    /// <summary>Events kept for those who ask for the past, and for slow readers; dockerd keeps 256.</summary>
    public const int Capacity = 1024;

    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly EventEntry[] _ring = new EventEntry[Capacity];
    private long _published;
    private DateTimeOffset _last;
    private TaskCompletionSource? _news;

    /// <summary>How many events there were since the start.</summary>
    public long Published
    {
        get
        {
            lock (_gate)
            {
                return _published;
            }
        }
    }

    public void Publish(
        string type, string action, string actorId, IReadOnlyDictionary<string, string> shared, params ReadOnlySpan<(string Key, string Value)> own)
    {
        TaskCompletionSource? news;
        lock (_gate)
        {
            // Strictly rising, whatever the clock does: a client that reads on from the last time it saw misses nothing.
            DateTimeOffset now = time.GetUtcNow();
            _last = now > _last ? now : _last.AddTicks(1);
            _ring[_published % Capacity] = new EventEntry(type, action, actorId, shared, own, _last);
            _published++;
            news = _news;
            _news = null;
        }

        news?.SetResult();
    }

    /// <summary>Begins to read: at the first kept event that is not before since, or at the next event when that is null.</summary>
    public EventReader Read(DateTimeOffset? since)
    {
        lock (_gate)
        {
            long at = _published;
            if (since is not null)
            {
                long oldest = Math.Max(0, _published - Capacity);
                while (at > oldest && _ring[(at - 1) % Capacity].Time >= since)
                {
                    at--;
                }
            }

            return new EventReader(this, at);
        }
    }

    /// <summary>The event of a number; when it is yet to come, null and the task that completes when there are more. Unavailable when it is not
    /// kept any more.</summary>
    internal EventMessage? Get(long number, out Task news)
    {
        lock (_gate)
        {
            if (number < _published - Capacity)
            {
                throw DaemonException.Unavailable(
                    $"{_published - Capacity - number} events were lost: the reader is too slow");
            }

            news = Task.CompletedTask;
            if (number < _published)
            {
                return _ring[number % Capacity].ToMessage();
            }

            news = (_news ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            return null;
        }
    }
}
