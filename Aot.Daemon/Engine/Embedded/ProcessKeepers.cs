using Aot.Daemon.Linux;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>
/// What the daemon holds open for a task, so that nothing is lost when the supervisor dies: the write end of standard input (no
/// end of input), the read ends of the output (what is in the pipes stays), the terminal (no hang-up), the pidfd (the exit
/// code). Nothing is ever read or written here. If both processes die at once, open inputs and terminals end.
/// </summary>
internal sealed class ProcessKeepers : IDisposable
{
    private readonly Lock _lock = new();
    private SafeFileHandle? _stdin;
    private SafeFileHandle? _stdout;
    private SafeFileHandle? _stderr;
    private SafeFileHandle? _terminal;
    private SafeFileHandle? _pidfd;
    private bool _closed;

    /// <summary>Opens the streams that are FIFOs in the task's folder.</summary>
    public void OpenStreams(string folder, bool terminal, bool stdin)
    {
        lock (_lock)
        {
            if (_closed || terminal || _stdout is not null)
            {
                return;
            }

            _stdout = Fifo.OpenReader(SupervisorPaths.Stdout(folder));
            _stderr = Fifo.OpenReader(SupervisorPaths.Stderr(folder));
            _stdin = stdin ? Fifo.TryOpenWriter(SupervisorPaths.Stdin(folder)) : null;
        }
    }

    /// <summary>Keeps the process's pidfd, if the pid still is that process.</summary>
    public void OpenProcess(int pid, ulong startTime)
    {
        lock (_lock)
        {
            if (_closed || _pidfd is not null)
            {
                return;
            }

            _pidfd = Pidfd.Open(pid);
            if (_pidfd is not null && ProcStat.StartTime(pid) != startTime)
            {
                _pidfd.Dispose();
                _pidfd = null;
            }
        }
    }

    public void KeepTerminal(SafeFileHandle terminal)
    {
        lock (_lock)
        {
            if (_closed)
            {
                terminal.Dispose();
                return;
            }

            _terminal?.Dispose();
            _terminal = terminal;
        }
    }

    /// <summary>The input is over: the process is to see its end.</summary>
    public void CloseInput()
    {
        lock (_lock)
        {
            _stdin?.Dispose();
            _stdin = null;
        }
    }

    /// <summary>What is kept by descriptor, null if it is not.</summary>
    public SafeFileHandle? Kept(KeptDescriptor kind)
    {
        lock (_lock)
        {
            return kind == KeptDescriptor.Terminal ? _terminal : _pidfd;
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _closed = true;
            _stdin?.Dispose();
            _stdout?.Dispose();
            _stderr?.Dispose();
            _terminal?.Dispose();
            _pidfd?.Dispose();
        }
    }
}
