using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// The supervisor's one thread: waits on descriptors and timers and calls whoever waits for them. It is also the
/// synchronization context of that thread, so that `await` continues on it and nothing ever needs a lock. A handler that
/// throws is reported and hurts nobody else.
/// </summary>
internal sealed class EventLoop : SynchronizationContext, IDisposable
{
    private readonly Action<Exception> _onHandlerFailed;
    private readonly TimeProvider _time;
    private readonly Epoll _epoll = new();
    private readonly Dictionary<long, LoopWatch> _watches = [];
    private readonly PriorityQueue<LoopTimer, long> _timers = new();

    /// <summary>Continuations. They are posted by the loop itself; the runtime may yet choose another thread to do it.</summary>
    private readonly ConcurrentQueue<(SendOrPostCallback Callback, object? State)> _posted = new();
    private readonly SafeFileHandle _wakeUp = EventFd.Create();
    private readonly Thread _thread = Thread.CurrentThread;
    private long _lastToken;
    private bool _stopped;

    /// <summary>A loop for the calling thread.</summary>
    public EventLoop(Action<Exception> onHandlerFailed, TimeProvider time)
    {
        _onHandlerFailed = onHandlerFailed;
        _time = time;
        if (_wakeUp.IsInvalid)
        {
            throw Errno.Exception("eventfd");
        }

        Watch(_wakeUp, Epoll.In, _ => ClearWakeUp());
    }

    /// <summary>Called after every round of events.</summary>
    public Action? AfterRound { get; set; }

    public TimeProvider Time => _time;

    /// <summary>Calls <paramref name="ready"/> with the epoll events of the descriptor, as long as the watch lives. The
    /// descriptor is the caller's; it must be closed after the watch.</summary>
    public LoopWatch Watch(SafeHandle descriptor, uint events, Action<uint> ready)
    {
        LoopWatch watch = new(_epoll, this, descriptor, ++_lastToken, ready);
        _epoll.Add(descriptor, events, watch.Token);
        watch.Register(events);
        _watches.Add(watch.Token, watch);
        return watch;
    }

    /// <summary>Calls once after the time given, unless disposed of before.</summary>
    public LoopTimer After(TimeSpan delay, Action action)
    {
        LoopTimer timer = new(action);
        _timers.Enqueue(timer, _time.GetTimestamp() + (long)(delay.TotalSeconds * _time.TimestampFrequency));
        return timer;
    }

    /// <summary>Waits on the loop, not in it.</summary>
    public Task Delay(TimeSpan delay)
    {
        TaskCompletionSource done = new();
        After(delay, done.SetResult);
        return done.Task;
    }

    /// <summary>True if the task ended in time.</summary>
    public async Task<bool> EndsWithin(Task task, TimeSpan limit)
    {
        TaskCompletionSource timeUp = new();
        using LoopTimer timer = After(limit, timeUp.SetResult);
        return await Task.WhenAny(task, timeUp.Task) == task;
    }

    /// <summary>Runs an operation on the loop, which owns it; what it throws is reported.</summary>
    public void Start(Func<Task> operation) => _ = Observe(operation);

    /// <summary>Serves until <see cref="Stop"/>.</summary>
    public void Run()
    {
        SetSynchronizationContext(this);
        while (!_stopped)
        {
            RunPosted();
            RunTimers();
            if (_posted.IsEmpty && !_stopped)
            {
                int count = _epoll.Wait(MillisecondsToNextTimer());
                for (int i = 0; i < count; i++)
                {
                    (uint events, long token) = _epoll.Event(i);
                    if (_watches.TryGetValue(token, out LoopWatch? watch))
                    {
                        Guard(watch.Ready, events);
                    }
                }
            }

            RunPosted();
            if (AfterRound is { } after)
            {
                Guard(static action => action(), after);
            }
        }
    }

    public void Stop() => _stopped = true;

    public override void Post(SendOrPostCallback d, object? state)
    {
        _posted.Enqueue((d, state));
        if (Thread.CurrentThread != _thread)
        {
            _ = DescriptorIo.Write(_wakeUp, BitConverter.GetBytes(1L));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => throw new NotSupportedException();

    public void Dispose()
    {
        _epoll.Dispose();
        _wakeUp.Dispose();
    }

    internal void Forget(LoopWatch watch) => _watches.Remove(watch.Token);

    private void ClearWakeUp()
    {
        Span<byte> count = stackalloc byte[sizeof(long)];
        _ = DescriptorIo.Read(_wakeUp, count);
    }

    private async Task Observe(Func<Task> operation)
    {
        try
        {
            await operation();
        }
        catch (Exception failure)
        {
            _onHandlerFailed(failure);
        }
    }

    private void RunPosted()
    {
        while (_posted.TryDequeue(out (SendOrPostCallback Callback, object? State) posted))
        {
            Guard(static item => item.Callback(item.State), posted);
        }
    }

    private void RunTimers()
    {
        while (_timers.TryPeek(out LoopTimer? timer, out long due) && (timer.IsDisposed || due <= _time.GetTimestamp()))
        {
            _timers.Dequeue();
            if (!timer.IsDisposed)
            {
                Guard(static item => item.Fire(), timer);
            }
        }
    }

    private int MillisecondsToNextTimer()
    {
        if (!_timers.TryPeek(out _, out long due))
        {
            return -1;
        }

        double seconds = (double)(due - _time.GetTimestamp()) / _time.TimestampFrequency;
        return seconds <= 0 ? 0 : (int)Math.Min(Math.Ceiling(seconds * 1000), int.MaxValue);
    }

    private void Guard<T>(Action<T> action, T argument)
    {
        try
        {
            action(argument);
        }
        catch (Exception failure)
        {
            _onHandlerFailed(failure);
        }
    }
}
