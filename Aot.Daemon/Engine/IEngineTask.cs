namespace Aot.Daemon.Engine;

/// <summary>The running instance of a container.</summary>
internal interface IEngineTask : IEngineProcess
{
    string ContainerId { get; }

    /// <summary>Prepares an additional process. It runs once started.</summary>
    ValueTask<IEngineProcess> CreateExecAsync(ExecOptions options, CancellationToken cancellationToken);
}
