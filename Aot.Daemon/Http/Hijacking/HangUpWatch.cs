using System.Net.Sockets;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Http.Hijacking;

/// <summary>
/// Learns at once that the client at the other end of a unix socket is really gone: POLLHUP. A client that merely closed its sending
/// side shows POLLRDHUP only, and end-of-file, which is all that the transport looks at. One thread waits for all watched sockets, and it
/// exists only while there are any.
/// </summary>
internal sealed class HangUpWatch : IDisposable
{
    private const short Gone = Poll.HungUp | Poll.Error | Poll.NotOpen;

    private readonly Lock _gate = new();
    private readonly SafeFileHandle _wake;

    // Guarded by _gate.
    private readonly List<Watched> _watched = [];
    private bool _running;
    private bool _disposed;

    public HangUpWatch()
    {
        _wake = EventFd.Create();
        if (_wake.IsInvalid)
        {
            throw Errno.Exception("eventfd");
        }
    }

    /// <summary>Whether the client is gone now.</summary>
    public static bool IsGone(Socket socket)
    {
        try
        {
            Span<Poll.Descriptor> descriptor = [new Poll.Descriptor { Handle = (int)socket.Handle }];
            return Poll.Call(descriptor, 0) > 0 && (descriptor[0].Found & Gone) != 0;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    /// <summary>Runs the action once, on the thread pool, when the client is gone; disposing what is returned ends the watch.</summary>
    public IDisposable Add(Socket socket, Action onGone)
    {
        // The number may outlive the socket for a moment. It then names nothing, or something else, and at worst tells that the client is
        // gone, which is true by then.
        var watched = new Watched(this, (int)socket.Handle, onGone);
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            _watched.Add(watched);
            if (_running)
            {
                Wake();
            }
            else
            {
                _running = true;
                new Thread(Run, maxStackSize: 128 * 1024) { IsBackground = true, Name = "hang-up watch" }.UnsafeStart();
            }
        }

        return watched;
    }

    /// <summary>No further watch can begin; those that there are go on until they are disposed.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            DisposeWakeWhenUnused();
        }
    }

    private void Remove(Watched watched)
    {
        lock (_gate)
        {
            if (_watched.Remove(watched) && _running)
            {
                Wake();
            }
        }
    }

    private void Wake() => RandomAccess.Write(_wake, BitConverter.GetBytes(1L), 0);

    private void Run()
    {
        while (TakeAll() is { } watched)
        {
            var descriptors = new Poll.Descriptor[watched.Length + 1];
            descriptors[0] = new Poll.Descriptor { Handle = (int)_wake.DangerousGetHandle(), Wanted = Poll.Readable };
            for (int i = 0; i < watched.Length; i++)
            {
                descriptors[i + 1].Handle = watched[i].Handle;
            }

            if (Poll.Call(descriptors, -1) < 0)
            {
                if (Errno.Last != Errno.EINTR)
                {
                    throw Errno.Exception("poll");
                }

                continue;
            }

            if (descriptors[0].Found != 0)
            {
                RandomAccess.Read(_wake, new byte[sizeof(long)], 0);
            }

            for (int i = 0; i < watched.Length; i++)
            {
                if ((descriptors[i + 1].Found & Gone) != 0 && TryRemove(watched[i]))
                {
                    ThreadPool.UnsafeQueueUserWorkItem(static onGone => onGone(), watched[i].OnGone, preferLocal: false);
                }
            }
        }
    }

    /// <summary>All that is watched now; null, and the thread is over, when there is nothing.</summary>
    private Watched[]? TakeAll()
    {
        lock (_gate)
        {
            _running = _watched.Count > 0;
            DisposeWakeWhenUnused();
            return _running ? [.. _watched] : null;
        }
    }

    private void DisposeWakeWhenUnused()
    {
        if (_disposed && !_running)
        {
            _wake.Dispose();
        }
    }

    private bool TryRemove(Watched watched)
    {
        lock (_gate)
        {
            return _watched.Remove(watched);
        }
    }

    private sealed class Watched(HangUpWatch owner, int handle, Action onGone) : IDisposable
    {
        public int Handle { get; } = handle;

        public Action OnGone { get; } = onGone;

        public void Dispose() => owner.Remove(this);
    }
}
