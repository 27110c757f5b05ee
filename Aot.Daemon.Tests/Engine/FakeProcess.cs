using System.IO.Pipelines;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Tests.Engine;

/// <summary>A process that is a program of the fake engine's.</summary>
internal abstract class FakeProcess(FakeEngine engine, string containerId, string? execId, StdioOptions stdio, string[] command) : IEngineProcess
{
    private readonly TaskCompletionSource<ProcessExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _killed = new();
    private readonly Pipe _input = new();
    private readonly AsyncGate _inputGate = new();
    private readonly Lock _lock = new();

    /// <summary>Guarded by _lock; replaced, never changed.</summary>
    private List<FakeStream> _attached = [];
    private bool _inputCompleted;
    private bool _outputEnded;
    private int _signal;
    private int _waitingSignal;

    public int Pid { get; private set; }

    public string ContainerId => containerId;

    public (int Columns, int Rows) TerminalSize { get; private set; } = (stdio.Columns, stdio.Rows);

    internal FakeEngine Engine => engine;

    /// <summary>The signal that has ended it; 0 before.</summary>
    public int Signal => _signal;

    public bool IsRunning => Pid != 0 && !_exit.Task.IsCompleted;

    /// <summary>It stands still: signals but SIGKILL wait.</summary>
    public abstract bool IsPaused { get; }

    public virtual ValueTask StartAsync(CancellationToken cancellationToken)
    {
        FakeProgram program = engine.Find(command, exec: execId is not null);
        Pid = engine.NewPid();
        _ = Task.Run(() => RunAsync(program), CancellationToken.None);
        return ValueTask.CompletedTask;
    }

    public ValueTask SignalAsync(int signal, CancellationToken cancellationToken)
    {
        const int kill = 9;
        RequireRunning();
        if (IsPaused && signal != kill)
        {
            _waitingSignal = signal;
        }
        else
        {
            EndWith(signal);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask ResizeAsync(int columns, int rows, CancellationToken cancellationToken)
    {
        if (!stdio.Terminal)
        {
            throw DaemonException.Conflict("the process has no terminal");
        }

        TerminalSize = (columns, rows);
        return ValueTask.CompletedTask;
    }

    public ValueTask<IProcessStream> AttachAsync(AttachOptions options, CancellationToken cancellationToken)
    {
        FakeStream stream = new(this, options, raw: stdio.Terminal);
        lock (_lock)
        {
            if (_outputEnded)
            {
                stream.CompleteOutput();
            }
            else
            {
                _attached = [.. _attached, stream];
            }
        }

        return ValueTask.FromResult<IProcessStream>(stream);
    }

    public Task<ProcessExit> WaitAsync(CancellationToken cancellationToken) => _exit.Task.WaitAsync(cancellationToken);

    public virtual async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        const int kill = 9;
        EndWith(kill);
        if (Pid == 0)
        {
            _exit.TrySetException(DaemonException.NotFound("the process was deleted before it ended"));
            CompleteOutput();
        }
        else
        {
            await _exit.Task.WaitAsync(cancellationToken);
        }
    }

    internal ValueTask<int> ReadInputAsync(Memory<byte> buffer, CancellationToken cancellationToken) => stdio.OpenStdin || stdio.Terminal
        ? _input.Reader.AsStream(leaveOpen: true).ReadAsync(buffer, cancellationToken)
        : ValueTask.FromResult(0);

    internal async Task WriteInputAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        using AsyncGate.Holder holder = await _inputGate.EnterAsync(cancellationToken);
        if (_inputCompleted || _outputEnded)
        {
            throw new IOException("nobody reads the process's input any more");
        }

        await _input.Writer.WriteAsync(bytes, cancellationToken);
    }

    internal async Task CompleteInputAsync(CancellationToken cancellationToken)
    {
        using AsyncGate.Holder holder = await _inputGate.EnterAsync(cancellationToken);
        if (stdio is { StdinOnce: true, Terminal: false })
        {
            _inputCompleted = true;
            await _input.Writer.CompleteAsync();
        }
    }

    internal async Task WriteOutputAsync(int stream, ReadOnlyMemory<byte> output, CancellationToken cancellationToken)
    {
        List<FakeStream> attached;
        lock (_lock)
        {
            attached = _attached;
        }

        foreach (FakeStream attachment in attached)
        {
            await attachment.PassAsync(stdio.Terminal ? 1 : stream, output, cancellationToken);
        }
    }

    internal void Forget(FakeStream stream)
    {
        lock (_lock)
        {
            _attached = [.. _attached.Where(attached => attached != stream)];
        }
    }

    private async Task RunAsync(FakeProgram program)
    {
        int exitCode;
        try
        {
            exitCode = await program(new FakeIo(this, _killed.Token));
        }
        catch (OperationCanceledException)
        {
            exitCode = 128 + _signal;
        }

        Ending();
        CompleteOutput();
        await _input.Reader.CompleteAsync();
        ProcessExit exit = new(containerId, execId, exitCode, engine.Now, OomKilled: false);
        _exit.TrySetResult(exit);
        engine.Tell(exit);
    }

    /// <summary>The program has ended; its exit is not told yet.</summary>
    protected virtual void Ending()
    {
    }

    protected void RequireRunning()
    {
        if (!IsRunning)
        {
            throw DaemonException.NotFound("the process is not running");
        }
    }

    /// <summary>It goes on, and a signal that came meanwhile takes effect.</summary>
    protected void SignalsGoOn()
    {
        if (_waitingSignal != 0)
        {
            EndWith(_waitingSignal);
        }
    }

    internal void EndWith(int signal)
    {
        _signal = signal;
        _killed.Cancel();
    }

    private void CompleteOutput()
    {
        lock (_lock)
        {
            _outputEnded = true;
            _attached.ForEach(stream => stream.CompleteOutput());
            _attached = [];
        }
    }
}
