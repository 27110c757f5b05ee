using Aot.Daemon.Linux;

namespace Aot.Daemon.Logs;

/// <summary>
/// Tells followers that something changed in a log's folder. All followers share one inotify instance and one thread that
/// sleeps in the kernel; both are there only while there are followers.
/// </summary>
internal sealed class LogWatcher
{
    private const int ThreadStackBytes = 128 * 1024;

    private readonly Lock _lock = new();

    // Guarded by _lock: the watches of each descriptor, and the instance they belong to.
    private readonly Dictionary<int, List<LogWatch>> _watches = [];
    private Inotify? _inotify;

    /// <summary>Begins to watch a folder: what changes from now on is told. Dispose the watch to end it.</summary>
    public LogWatch Watch(string folder)
    {
        lock (_lock)
        {
            Inotify inotify = _inotify ?? new Inotify();
            int descriptor;
            try
            {
                descriptor = inotify.Add(folder);
            }
            catch when (_inotify is null)
            {
                inotify.Dispose();
                throw;
            }

            if (_inotify is null)
            {
                _inotify = inotify;
                new Thread(() => Run(inotify), ThreadStackBytes) { IsBackground = true, Name = "log watcher" }.Start();
            }

            var watch = new LogWatch(this, descriptor);
            if (!_watches.TryGetValue(descriptor, out List<LogWatch>? sharing))
            {
                _watches[descriptor] = sharing = [];
            }

            sharing.Add(watch);
            return watch;
        }
    }

    internal void End(LogWatch watch)
    {
        lock (_lock)
        {
            if (!_watches.TryGetValue(watch.Descriptor, out List<LogWatch>? sharing) || !sharing.Remove(watch) || sharing.Count > 0)
            {
                return;
            }

            _watches.Remove(watch.Descriptor);
            Inotify inotify = _inotify!;
            inotify.Remove(watch.Descriptor);
            if (_watches.Count == 0)
            {
                _inotify = null;
                inotify.Wake();
            }
        }
    }

    private void Run(Inotify inotify)
    {
        using (inotify)
        {
            var changed = new List<int>();
            while (true)
            {
                changed.Clear();
                inotify.Read(changed);
                lock (_lock)
                {
                    if (_inotify != inotify)
                    {
                        return;
                    }

                    foreach (int descriptor in changed)
                    {
                        Signal(descriptor);
                    }
                }
            }
        }
    }

    // Under _lock. A watch's signal only marks it and queues its waiter, so that no follower's code runs under the lock.
    private void Signal(int descriptor)
    {
        if (descriptor == Inotify.Overflow)
        {
            foreach (List<LogWatch> all in _watches.Values)
            {
                all.ForEach(static watch => watch.Signal());
            }
        }
        else if (_watches.TryGetValue(descriptor, out List<LogWatch>? sharing))
        {
            sharing.ForEach(static watch => watch.Signal());
        }
    }
}
