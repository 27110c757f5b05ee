using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>Reads one output stream of a process (a FIFO, or a terminal's master side) until its end.</summary>
internal sealed class ProcessOutput : IDisposable
{
    /// <summary>A pipe holds 64 KiB (pipe(7)); what came in meanwhile is left for the next round, so that one loud container
    /// does not hold up the others.</summary>
    private const int BufferSize = 64 * 1024;

    /// <summary>The loop has one thread, and the content is passed on before the next read.</summary>
    private readonly byte[] _buffer;

    private readonly SafeFileHandle _source;
    private readonly Action<ReadOnlySpan<byte>> _onOutput;
    private readonly Action _onEnd;
    private readonly LoopWatch _watch;

    public ProcessOutput(EventLoop loop, SafeFileHandle source, byte[] sharedBuffer, Action<ReadOnlySpan<byte>> onOutput, Action onEnd)
    {
        _source = source;
        _buffer = sharedBuffer;
        _onOutput = onOutput;
        _onEnd = onEnd;
        _watch = loop.Watch(source, Epoll.In, _ => ReadOnce());
    }

    /// <summary>The stream is over: nobody can write to it any more.</summary>
    public bool HasEnded { get; private set; }

    public static byte[] CreateSharedBuffer() => new byte[BufferSize];

    /// <summary>Stops and resumes reading; meanwhile the process's writes fill the pipe and then block.</summary>
    public void SetPaused(bool paused) => _watch.Change(paused ? 0 : Epoll.In);

    /// <summary>Reads what is there now, paused or not, and ends.</summary>
    public void DrainAndEnd()
    {
        // A process that lives on may write faster than this reads: no more than a full pipe is owed.
        for (int rounds = 0; !HasEnded && rounds < 16 && ReadOnce(); rounds++)
        {
        }

        End();
    }

    public void Dispose()
    {
        HasEnded = true;
        _watch.Dispose();
        _source.Dispose();
    }

    /// <summary>True if there was output.</summary>
    private bool ReadOnce()
    {
        int count = DescriptorIo.Read(_source, _buffer);
        if (count > 0)
        {
            _onOutput(_buffer.AsSpan(0, count));
            return true;
        }

        // A terminal whose last user has gone answers EIO.
        if (count != -Errno.EAGAIN)
        {
            End();
        }

        return false;
    }

    private void End()
    {
        if (!HasEnded)
        {
            Dispose();
            _onEnd();
        }
    }
}
