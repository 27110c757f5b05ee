using System.Threading.Channels;
using Aot.Daemon.Engine;
using Aot.Daemon.Tests.Engine;

namespace Aot.Daemon.Tests.Containers;

/// <summary>The fake engine, whose creation of tasks and restoring can be made to fail.</summary>
internal sealed class FaultyEngine(FakeEngine inner) : IContainerEngine
{
    private readonly Channel<ProcessExit> _invented = Channel.CreateUnbounded<ProcessExit>();

    public FakeEngine Inner => inner;

    public Exception? CreateFailure { get; set; }

    public Exception? RestoreFailure { get; set; }

    /// <summary>Runs when a task is created.</summary>
    public Action? OnCreate { get; set; }

    /// <summary>Creations of tasks wait for it.</summary>
    public Task Hold { get; set; } = Task.CompletedTask;

    public ChannelReader<ProcessExit> Exits => Invents ? _invented.Reader : inner.Exits;

    public ChannelReader<TaskOom> OutOfMemory => inner.OutOfMemory;

    /// <summary>Its tasks heed no signal but SIGKILL.</summary>
    public bool IsStubborn { get; set; }

    /// <summary>Exits come from <see cref="Invent"/> alone.</summary>
    public bool Invents { get; init; }

    public void Invent(ProcessExit exit) => _invented.Writer.TryWrite(exit);

    public ValueTask<IReadOnlyList<IEngineTask>> RestoreAsync(CancellationToken cancellationToken) =>
        RestoreFailure is { } failure ? throw failure : inner.RestoreAsync(cancellationToken);

    public async ValueTask<IEngineTask> CreateTaskAsync(TaskOptions options, CancellationToken cancellationToken)
    {
        OnCreate?.Invoke();
        await Hold;
        if (CreateFailure is { } failure)
        {
            throw failure;
        }

        IEngineTask engineTask = await inner.CreateTaskAsync(options, cancellationToken);
        return IsStubborn ? new StubbornTask(engineTask) : engineTask;
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
