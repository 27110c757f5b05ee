using System.Collections.Concurrent;
using System.Text;
using Aot.Daemon.Engine;

namespace Aot.Daemon.Tests.Engine;

/// <summary>A task of the fake engine.</summary>
internal sealed class FakeTask(FakeEngine engine, TaskOptions options)
    : FakeProcess(engine, options.ContainerId, null, options.Stdio, FakeEngine.CommandOf(options.Spec)), IEngineTask
{
    private readonly ConcurrentDictionary<string, FakeExec> _execs = new();

    private volatile bool _isPaused;

    /// <summary>The resources of the updates that succeeded, as JSON.</summary>
    public ConcurrentQueue<string> Updates { get; } = new();

    public override bool IsPaused => _isPaused;

    /// <summary>What it was created with.</summary>
    public TaskOptions Options => options;

    public ValueTask<IEngineProcess> CreateExecAsync(ExecOptions exec, CancellationToken cancellationToken)
    {
        FakeExec process = new(this, exec);
        _execs[exec.ExecId] = process;
        return ValueTask.FromResult<IEngineProcess>(process);
    }

    public ValueTask PauseAsync(CancellationToken cancellationToken)
    {
        RequireRunning();
        Engine.Fail();
        _isPaused = true;
        return ValueTask.CompletedTask;
    }

    public ValueTask ResumeAsync(CancellationToken cancellationToken)
    {
        RequireRunning();
        Engine.Fail();
        _isPaused = false;
        SignalsGoOn();
        return ValueTask.CompletedTask;
    }

    public ValueTask UpdateAsync(ReadOnlyMemory<byte> resources, CancellationToken cancellationToken)
    {
        RequireRunning();
        Engine.Fail();
        Updates.Enqueue(Encoding.UTF8.GetString(resources.Span));
        return ValueTask.CompletedTask;
    }

    public ValueTask<IReadOnlyList<int>> PidsAsync(CancellationToken cancellationToken) => ValueTask.FromResult<IReadOnlyList<int>>(
        [.. _execs.Values.Prepend<FakeProcess>(this).Where(process => process.IsRunning).Select(process => process.Pid).Order()]);

    public override async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        await base.DeleteAsync(cancellationToken);
        foreach (FakeExec exec in _execs.Values)
        {
            await exec.DeleteAsync(cancellationToken);
        }

        Engine.Forget(this);
    }

    /// <summary>Its execs end with it.</summary>
    protected override void Ending()
    {
        const int kill = 9;
        foreach (FakeExec exec in _execs.Values)
        {
            exec.EndWith(kill);
        }
    }
}
