namespace Aot.Daemon.Engine;

/// <summary>The running instance of a container.</summary>
internal interface IEngineTask : IEngineProcess
{
    string ContainerId { get; }

    /// <summary>Its processes stand still: so <see cref="IContainerEngine.RestoreAsync"/> found it, or the last pause or resume left it.</summary>
    bool IsPaused { get; }

    /// <summary>Prepares an additional process. It runs once started.</summary>
    ValueTask<IEngineProcess> CreateExecAsync(ExecOptions options, CancellationToken cancellationToken);

    /// <summary>Lets all its processes stand still. Harmless when they do. Signals but SIGKILL take effect once they go on. NotFound when the task does not
    /// run; System, with the runtime's words, when it cannot be done; the task goes on then.</summary>
    ValueTask PauseAsync(CancellationToken cancellationToken);

    /// <summary>Lets its processes go on. Harmless when they do. Fails as <see cref="PauseAsync"/> does.</summary>
    ValueTask ResumeAsync(CancellationToken cancellationToken);

    /// <summary>Sets limits of the running task. NotFound when it does not run; System, with the runtime's words, when one is refused: some of the others may
    /// have been set then.</summary>
    /// <param name="resources">`linux.resources` of the OCI runtime spec, UTF-8 JSON; what it leaves out stays as it is.</param>
    ValueTask UpdateAsync(ReadOnlyMemory<byte> resources, CancellationToken cancellationToken);

    /// <summary>The host's pids of all processes of the task, execs and their children included, in ascending order.</summary>
    ValueTask<IReadOnlyList<int>> PidsAsync(CancellationToken cancellationToken);
}
