using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>The --console-socket of one runtime execution: a listening socket on which the runtime sends the master side of the
/// pseudo-terminal that it made inside the container.</summary>
internal sealed class ConsoleReceiver : IDisposable
{
    private readonly EventLoop _loop;
    private readonly SafeFileHandle _listener;
    private readonly LoopWatch _listening;
    private readonly TaskCompletionSource<SafeFileHandle> _received = new();
    private SafeFileHandle? _connection;
    private LoopWatch? _receiving;

    /// <param name="path">A short path (see <see cref="UnixSocket.MaximumPath"/>).</param>
    public ConsoleReceiver(EventLoop loop, string path)
    {
        _loop = loop;
        Path = path;
        File.Delete(path);
        _listener = UnixSocket.Listen(path, 1);
        _listening = loop.Watch(_listener, Epoll.In, _ => Accept());
    }

    public string Path { get; }

    /// <summary>The terminal's master side; whoever takes it owns it.</summary>
    public Task<SafeFileHandle> Received => _received.Task;

    /// <summary>Set once with the size to give it at once, so that the process sees it from its first instruction on.</summary>
    public Action<SafeFileHandle>? OnReceived { get; init; }

    public void Dispose()
    {
        _receiving?.Dispose();
        _connection?.Dispose();
        _listening.Dispose();
        _listener.Dispose();
        File.Delete(Path);
    }

    private void Accept()
    {
        if (!_received.Task.IsCompleted && UnixSocket.Accept(_listener) is { } connection)
        {
            // An earlier one was of a runtime that gave up and is run again.
            _receiving?.Dispose();
            _connection?.Dispose();
            _connection = connection;
            _receiving = _loop.Watch(connection, Epoll.In, _ => Receive());
        }
    }

    private void Receive()
    {
        // The message's bytes are a name of the terminal (runc) and of no interest.
        Span<byte> name = stackalloc byte[4096];
        int count = UnixSocket.Receive(_connection!, name, out SafeFileHandle? terminal, wait: false);
        if (count == -Errno.EAGAIN)
        {
            return;
        }

        _receiving!.Change(0);
        if (terminal is not null)
        {
            OnReceived?.Invoke(terminal);
            if (!_received.TrySetResult(terminal))
            {
                terminal.Dispose();
            }
        }
    }
}
