namespace Aot.Daemon.Tests.Fakes;

/// <summary>A clock that stands until it is moved; timers run when it passes them.</summary>
internal sealed class ManualTime : TimeProvider
{
    // Guards _timers.
    private readonly Lock _lock = new();
    private readonly List<Timer> _timers = [];
    private DateTimeOffset _now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override DateTimeOffset GetUtcNow() => _now;

    public int ActiveTimers => All().Count(static timer => timer.Due is not null);

    public void Advance(TimeSpan by)
    {
        _now += by;
        foreach (Timer timer in All())
        {
            timer.RunIfDue(_now);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        lock (_lock)
        {
            _timers.Add(timer);
        }

        return timer;
    }

    private Timer[] All()
    {
        lock (_lock)
        {
            return [.. _timers];
        }
    }

    private void Remove(Timer timer)
    {
        lock (_lock)
        {
            _timers.Remove(timer);
        }
    }

    private sealed class Timer(ManualTime time, Action callback) : ITimer
    {
        public DateTimeOffset? Due { get; private set; }

        public void RunIfDue(DateTimeOffset now)
        {
            if (Due <= now)
            {
                Due = null;
                callback();
            }
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._now + dueTime;
            return true;
        }

        public void Dispose()
        {
            Due = null;
            time.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
