using Aot.Daemon.Primitives;

namespace Aot.Daemon.Exec;

/// <summary>
/// The execs that can be asked about, in memory only, as dockerd keeps them. One that ended stays for some minutes, so that its exit code can be
/// read; one that its container left behind is said to be killed when nobody tells of its end.
/// </summary>
internal sealed class ExecRegistry : IDisposable
{
    /// <summary>How long an ended exec is kept at least: the period of dockerd's collection.</summary>
    public static readonly TimeSpan KeepTime = TimeSpan.FromMinutes(5);

    /// <summary>How long the end of an exec may be told after that of its container.</summary>
    public static readonly TimeSpan OrphanTime = TimeSpan.FromSeconds(5);

    /// <summary>Execs kept for a container besides those that run; more push out the oldest. A health check makes one every few seconds.</summary>
    public const int MaxIdle = 500;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly Action<ExecEntry> _onLost;
    private readonly ITimer _sweep;

    // Guarded by _lock. The lists are in the order of creation.
    private readonly Dictionary<string, ExecEntry> _byId = [];
    private readonly Dictionary<string, List<ExecEntry>> _byContainer = [];
    private DateTimeOffset? _sweepAt;

    /// <param name="time">Its timer is set only while something is to be swept.</param>
    /// <param name="onLost">Called for an exec whose container is gone and whose end nobody told.</param>
    public ExecRegistry(TimeProvider time, Action<ExecEntry> onLost)
    {
        _time = time;
        _onLost = onLost;
        _sweep = time.CreateTimer(_ => Sweep(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(ExecEntry entry)
    {
        lock (_lock)
        {
            if (!_byContainer.TryGetValue(entry.Container.Id, out List<ExecEntry>? execs))
            {
                _byContainer[entry.Container.Id] = execs = [];
            }

            if (execs.Count >= MaxIdle && execs.Find(static exec => !exec.State.IsRunning) is { } oldest)
            {
                RemoveLocked(oldest);
            }

            execs.Add(entry);
            _byContainer[entry.Container.Id] = execs; // The removal may have dropped an emptied list.
            _byId[entry.Id] = entry;
        }
    }

    /// <summary>The exec of a full id; null when there is none.</summary>
    public ExecEntry? Find(string id)
    {
        lock (_lock)
        {
            return _byId.GetValueOrDefault(id);
        }
    }

    /// <summary>The execs of a container, oldest first.</summary>
    public ExecEntry[] Of(string containerId)
    {
        lock (_lock)
        {
            return _byContainer.TryGetValue(containerId, out List<ExecEntry>? execs) ? [.. execs] : [];
        }
    }

    public void Remove(ExecEntry entry)
    {
        lock (_lock)
        {
            RemoveLocked(entry);
        }
    }

    /// <summary>Something will be due after a time. An earlier sweep that is set stays, and sets the next.</summary>
    public void ScheduleSweep(TimeSpan after)
    {
        lock (_lock)
        {
            DateTimeOffset at = _time.GetUtcNow() + after;
            if (_sweepAt is null || at < _sweepAt)
            {
                _sweepAt = at;
                _sweep.Change(after, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => _sweep.Dispose();

    private void Sweep()
    {
        var lost = new List<ExecEntry>();
        DateTimeOffset? next = null;
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            _sweepAt = null;
            foreach (ExecEntry entry in _byId.Values.ToArray())
            {
                ExecState state = entry.State;
                bool hasExited = state.Status == ExecStatus.Exited;
                if ((hasExited ? state.ExitedAt + KeepTime : entry.OrphanedAt + OrphanTime) is not { } due)
                {
                    continue;
                }

                if (due > now)
                {
                    next = next < due ? next : due;
                }
                else if (hasExited)
                {
                    RemoveLocked(entry);
                }
                else
                {
                    lost.Add(entry);
                }
            }
        }

        lost.ForEach(_onLost);
        if (next is { } at)
        {
            ScheduleSweep(at - now);
        }
    }

    private void RemoveLocked(ExecEntry entry)
    {
        if (_byId.Remove(entry.Id) && _byContainer.TryGetValue(entry.Container.Id, out List<ExecEntry>? execs))
        {
            execs.Remove(entry);
            if (execs.Count == 0)
            {
                _byContainer.Remove(entry.Container.Id);
            }
        }
    }
}
