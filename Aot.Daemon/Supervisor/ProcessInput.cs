using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// The write end of a process's standard input, or its terminal. Whoever writes gets told how much was taken and is called
/// when there is room again, so that a process that does not read holds its writers up and nothing is buffered here.
/// </summary>
internal sealed class ProcessInput : IDisposable
{
    private readonly SafeFileHandle _end;
    private readonly LoopWatch _watch;
    private readonly Queue<Action> _waiting = new();

    public ProcessInput(EventLoop loop, SafeFileHandle end)
    {
        _end = end;
        _watch = loop.Watch(end, Epoll.Error, _ => WakeWaiting());
        _watch.Change(0);
    }

    /// <summary>Nobody reads any more, or the input was closed.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>The bytes taken: all of them when nobody reads any more, 0 when there is no room now.</summary>
    public int Write(ReadOnlySpan<byte> bytes)
    {
        if (!IsClosed)
        {
            int written = DescriptorIo.Write(_end, bytes);
            if (written >= 0)
            {
                return written;
            }

            if (written == -Errno.EAGAIN)
            {
                return 0;
            }

            Dispose();
        }

        return bytes.Length;
    }

    /// <summary>Calls once when there may be room, or when the input was closed.</summary>
    public void WhenWritable(Action action)
    {
        _waiting.Enqueue(action);
        _watch.Change(Epoll.Out);
    }

    /// <summary>The process sees the end of its input, as soon as nobody else keeps its write end open.</summary>
    public void Dispose()
    {
        if (!IsClosed)
        {
            IsClosed = true;
            _watch.Dispose();
            _end.Dispose();
            WakeWaiting();
        }
    }

    private void WakeWaiting()
    {
        _watch.Change(0);
        for (int count = _waiting.Count; count > 0; count--)
        {
            _waiting.Dequeue()();
        }
    }
}
