namespace Aot.Daemon.Engine;

/// <summary>The running instance of a container.</summary>
internal interface IEngineTask : IEngineProcess
{
    string ContainerId { get; }

    /// <summary>Prepares an additional process. It runs once started.</summary>
    ValueTask<IEngineProcess> CreateExecAsync(ExecOptions options, CancellationToken cancellationToken);

    /// <summary>Kills all that is left of the task and removes every trace of it: cgroup, runtime state, bundle, streams.
    /// Harmless when repeated. After it the task object is of no more use.</summary>
    new ValueTask DeleteAsync(CancellationToken cancellationToken);
}
