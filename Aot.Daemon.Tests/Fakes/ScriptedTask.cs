using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>A container's task that does what the test says.</summary>
internal sealed class ScriptedTask(string containerId) : ScriptedProcess, IEngineTask
{
    public string ContainerId { get; } = containerId;

    public List<(ExecOptions Options, ScriptedProcess Process)> Execs { get; } = [];

    /// <summary>Prepares an exec's process before it is handed out.</summary>
    public Action<ScriptedProcess>? OnExec { get; set; }

    public ValueTask<IEngineProcess> CreateExecAsync(ExecOptions options, CancellationToken cancellationToken)
    {
        var process = new ScriptedProcess();
        OnExec?.Invoke(process);
        Execs.Add((options, process));
        return ValueTask.FromResult<IEngineProcess>(process);
    }

    public bool IsPaused { get; private set; }

    public ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        Calls.Enqueue("pause");
        IsPaused = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        Calls.Enqueue("resume");
        IsPaused = false;
        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(ReadOnlyMemory<byte> resources, CancellationToken cancellationToken)
    {
        Calls.Enqueue("update");
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<int>> PidsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<int>>([Pid]);
}
