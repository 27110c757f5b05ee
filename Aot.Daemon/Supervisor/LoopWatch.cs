using System.Runtime.InteropServices;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Supervisor;

/// <summary>A descriptor watched by the loop.</summary>
internal sealed class LoopWatch(Epoll epoll, EventLoop loop, SafeHandle descriptor, long token, Action<uint> ready) : IDisposable
{
    private uint _events;
    private bool _registered;
    private bool _disposed;

    public long Token { get; } = token;

    public Action<uint> Ready { get; } = ready;

    /// <summary>Watches for other events from now on. None at all takes the descriptor out, because epoll would go on
    /// telling of hang-ups.</summary>
    public void Change(uint events)
    {
        if (_disposed || events == _events)
        {
            return;
        }

        if (events == 0)
        {
            epoll.Remove(descriptor);
            _registered = false;
        }
        else if (_registered)
        {
            epoll.Modify(descriptor, events, Token);
        }
        else
        {
            epoll.Add(descriptor, events, Token);
            _registered = true;
        }

        _events = events;
    }

    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        loop.Forget(this);
        if (_registered)
        {
            epoll.Remove(descriptor);
        }
    }

    internal void Register(uint events)
    {
        _events = events;
        _registered = true;
    }
}
