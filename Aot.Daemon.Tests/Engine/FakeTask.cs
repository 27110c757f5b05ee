using System.Collections.Concurrent;
using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Engine;

/// <summary>A task of the fake engine.</summary>
internal sealed class FakeTask(FakeEngine engine, TaskOptions options)
    : FakeProcess(engine, options.ContainerId, null, options.Stdio, FakeEngine.CommandOf(options.Spec)), IEngineTask
{
    private readonly ConcurrentDictionary<string, FakeProcess> _execs = new();

    /// <summary>What it was created with.</summary>
    public TaskOptions Options => options;

    public ValueTask<IEngineProcess> CreateExecAsync(ExecOptions exec, CancellationToken cancellationToken)
    {
        FakeProcess process = new(Engine, ContainerId, exec.ExecId, exec.Stdio, FakeEngine.CommandOfProcess(exec.ProcessSpec));
        _execs[exec.ExecId] = process;
        return ValueTask.FromResult<IEngineProcess>(process);
    }

    public override async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        await base.DeleteAsync(cancellationToken);
        foreach (FakeProcess exec in _execs.Values)
        {
            await exec.DeleteAsync(cancellationToken);
        }

        Engine.Forget(this);
    }

    /// <summary>Its execs end with it.</summary>
    protected override void Ending()
    {
        const int kill = 9;
        foreach (FakeProcess exec in _execs.Values)
        {
            exec.EndWith(kill);
        }
    }
}
