using System.Threading.Channels;

namespace Aot.Daemon.Engine;

/// <summary>
/// What runs containers. The words are containerd's: a container is metadata and is the caller's; a task is its running
/// instance; a process is an exec inside a task. Everything above (mounts, networks, logs' reading, states, events) is the
/// same whichever engine is used. Expected failures are DaemonExceptions; a failure of the runtime to start something is a
/// <see cref="RuntimeStartException"/>.
/// </summary>
internal interface IContainerEngine : IAsyncDisposable
{
    /// <summary>Exits of tasks and execs, each told once per daemon life, after the last byte of output was logged. An exit
    /// that happened while no daemon was there is told after <see cref="RestoreAsync"/>. One reader.</summary>
    ChannelReader<ProcessExit> Exits { get; }

    /// <summary>Tasks that run and of which the kernel has killed a process for want of memory, told when it happens. The kill that ends a task may be told
    /// by its exit alone. One reader.</summary>
    ChannelReader<TaskOom> OutOfMemory { get; }

    /// <summary>Finds the tasks that outlived an earlier daemon. Called once, before anything else.</summary>
    ValueTask<IReadOnlyList<IEngineTask>> RestoreAsync(CancellationToken cancellationToken);

    /// <summary>Prepares a task: its bundle and its streams. Nothing of the image runs yet. What an earlier life left behind
    /// under the same id is removed first.</summary>
    ValueTask<IEngineTask> CreateTaskAsync(TaskOptions options, CancellationToken cancellationToken);
}
