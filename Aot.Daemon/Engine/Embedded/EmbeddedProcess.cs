using System.Net.Sockets;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>A process at the supervisor: a task's own, or an exec.</summary>
internal class EmbeddedProcess(EmbeddedEngine engine, string containerId, string? execId) : IEngineProcess
{
    private readonly TaskCompletionSource<ProcessExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile int _pid;

    public string ContainerId => containerId;

    public int Pid => _pid;

    protected EmbeddedEngine Engine => engine;

    public virtual async ValueTask StartAsync(CancellationToken cancellationToken)
    {
        SupervisorReply reply = await engine.CallAsync(Request(SupervisorVerb.Start), cancellationToken);
        if (reply.Started is { } started)
        {
            IsRunning(started);
        }
    }

    public async ValueTask SignalAsync(int signal, CancellationToken cancellationToken) =>
        await engine.CallAsync(Request(SupervisorVerb.Signal) with { Signal = signal }, cancellationToken);

    public async ValueTask ResizeAsync(int columns, int rows, CancellationToken cancellationToken) =>
        await engine.CallAsync(Request(SupervisorVerb.Resize) with { Columns = columns, Rows = rows }, cancellationToken);

    public async ValueTask<IProcessStream> AttachAsync(AttachOptions options, CancellationToken cancellationToken)
    {
        Socket socket = await engine.AttachAsync(
            Request(SupervisorVerb.Attach) with { Stdin = options.Stdin, Stdout = options.Stdout, Stderr = options.Stderr }, cancellationToken);
        return new SupervisorStream(socket);
    }

    public Task<ProcessExit> WaitAsync(CancellationToken cancellationToken) => _exit.Task.WaitAsync(cancellationToken);

    public virtual async ValueTask DeleteAsync(CancellationToken cancellationToken)
    {
        await engine.CallAsync(Request(SupervisorVerb.Delete), cancellationToken);
        engine.Forget(this, execId);
        _exit.TrySetException(DaemonException.NotFound("the process was deleted before it ended"));
    }

    public SupervisorRequest Request(SupervisorVerb verb) => new() { Verb = verb, Task = containerId, Exec = execId };

    /// <summary>Takes note of the running process.</summary>
    public virtual void IsRunning(ProcessListing listing) => _pid = listing.Pid;

    /// <summary>True the first time.</summary>
    public virtual bool HasEnded(ProcessExit exit) => _exit.TrySetResult(exit);
}
