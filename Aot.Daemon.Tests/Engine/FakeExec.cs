using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Tests.Engine;

/// <summary>An exec of the fake engine: it stands still with its task, and does not come into one that does.</summary>
internal sealed class FakeExec(FakeTask engineTask, ExecOptions options)
    : FakeProcess(engineTask.Engine, engineTask.ContainerId, options.ExecId, options.Stdio, FakeEngine.CommandOfProcess(options.ProcessSpec))
{
    public override bool IsPaused => engineTask.IsPaused;

    public override ValueTask StartAsync(CancellationToken cancellationToken) => IsPaused
        ? throw DaemonException.Conflict($"Container {ContainerId} is paused, unpause the container before exec")
        : base.StartAsync(cancellationToken);
}
