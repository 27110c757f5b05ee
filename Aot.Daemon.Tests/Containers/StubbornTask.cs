using Aot.Daemon.Engine;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Tests.Containers;

/// <summary>A task that heeds no signal but SIGKILL.</summary>
internal sealed class StubbornTask(IEngineTask inner) : IEngineTask
{
    public string ContainerId => inner.ContainerId;

    public int Pid => inner.Pid;

    public ValueTask StartAsync(CancellationToken cancellationToken) => inner.StartAsync(cancellationToken);

    public ValueTask SignalAsync(int signal, CancellationToken cancellationToken) =>
        signal == Signals.Kill ? inner.SignalAsync(signal, cancellationToken) : ValueTask.CompletedTask;

    public ValueTask ResizeAsync(int columns, int rows, CancellationToken cancellationToken) => inner.ResizeAsync(columns, rows, cancellationToken);

    public ValueTask<IProcessStream> AttachAsync(AttachOptions options, CancellationToken cancellationToken) => inner.AttachAsync(options, cancellationToken);

    public Task<ProcessExit> WaitAsync(CancellationToken cancellationToken) => inner.WaitAsync(cancellationToken);

    public ValueTask DeleteAsync(CancellationToken cancellationToken) => inner.DeleteAsync(cancellationToken);

    public ValueTask<IEngineProcess> CreateExecAsync(ExecOptions options, CancellationToken cancellationToken) =>
        inner.CreateExecAsync(options, cancellationToken);

    public bool IsPaused => inner.IsPaused;

    public ValueTask PauseAsync(CancellationToken cancellationToken) => inner.PauseAsync(cancellationToken);

    public ValueTask ResumeAsync(CancellationToken cancellationToken) => inner.ResumeAsync(cancellationToken);

    public ValueTask UpdateAsync(ReadOnlyMemory<byte> resources, CancellationToken cancellationToken) => inner.UpdateAsync(resources, cancellationToken);

    public ValueTask<IReadOnlyList<int>> PidsAsync(CancellationToken cancellationToken) => inner.PidsAsync(cancellationToken);
}
