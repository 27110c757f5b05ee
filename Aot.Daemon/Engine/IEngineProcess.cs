namespace Aot.Daemon.Engine;

/// <summary>A process of a task: its init, or an exec.</summary>
internal interface IEngineProcess
{
    /// <summary>The host's pid; 0 before the start.</summary>
    int Pid { get; }

    /// <summary>Starts it. Once this returns the process was exec'ed, or fails with a <see cref="RuntimeStartException"/>, and nothing is left running.
    /// Attach before the start to miss no output.</summary>
    ValueTask StartAsync(CancellationToken cancellationToken);

    /// <summary>Sends a signal by number. NotFound when the process is gone.</summary>
    ValueTask SignalAsync(int signal, CancellationToken cancellationToken);

    /// <summary>Sets the terminal's size in characters.</summary>
    ValueTask ResizeAsync(int columns, int rows, CancellationToken cancellationToken);

    /// <summary>Connects to the streams. Allowed before the start, any number of times.</summary>
    ValueTask<IProcessStream> AttachAsync(AttachOptions options, CancellationToken cancellationToken);

    /// <summary>Completes with the exit, at once if it is over.</summary>
    Task<ProcessExit> WaitAsync(CancellationToken cancellationToken);

    /// <summary>Forgets the process, killing it if it still runs. For a task: kills all that is left of it, its execs included, and removes every
    /// trace: cgroup, runtime state, bundle, streams. Harmless when repeated; the object is of no more use after it.</summary>
    ValueTask DeleteAsync(CancellationToken cancellationToken);
}
