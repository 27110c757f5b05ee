using System.Collections.Concurrent;
using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>A process that does what the test says, and notes what it is told.</summary>
internal class ScriptedProcess : IEngineProcess
{
    private readonly TaskCompletionSource<ProcessExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Pid { get; private set; }

    public Exception? StartFailure { get; set; }

    /// <summary>Runs when it is started, before the start returns.</summary>
    public Action? OnStart { get; set; }

    public ConcurrentQueue<ScriptedStream> Streams { get; } = new();

    public ConcurrentQueue<string> Calls { get; } = new();

    public TaskCompletionSource Deleted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public ScriptedStream Stream => Streams.Single();

    public void Exit(ProcessExit exit)
    {
        foreach (ScriptedStream stream in Streams)
        {
            stream.EndOutput();
        }

        _exit.TrySetResult(exit);
    }

    public ValueTask StartAsync(CancellationToken cancellationToken)
    {
        Calls.Enqueue("start");
        if (StartFailure is not null)
        {
            throw StartFailure;
        }

        Pid = 4242;
        OnStart?.Invoke();
        return ValueTask.CompletedTask;
    }

    public ValueTask SignalAsync(int signal, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask ResizeAsync(int columns, int rows, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"resize {columns}x{rows}");
        return ValueTask.CompletedTask;
    }

    public ValueTask<IProcessStream> AttachAsync(AttachOptions options, CancellationToken cancellationToken)
    {
        Calls.Enqueue("attach");
        var stream = new ScriptedStream(options);
        Streams.Enqueue(stream);
        return ValueTask.FromResult<IProcessStream>(stream);
    }

    public Task<ProcessExit> WaitAsync(CancellationToken cancellationToken) => _exit.Task.WaitAsync(cancellationToken);

    public ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        Calls.Enqueue("delete");
        Deleted.TrySetResult();
        return ValueTask.CompletedTask;
    }
}
