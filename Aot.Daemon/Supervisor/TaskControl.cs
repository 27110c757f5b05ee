using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// What the OCI runtime does to a task that runs: pause, resume, update. One at a time. Each may be repeated: a runtime that refuses because
/// what was asked for is so already has succeeded. What fails leaves the task going on.
/// </summary>
internal sealed class TaskControl(SupervisorContext context, SupervisedTask task, string? cgroup) : IDisposable
{
    private readonly AsyncGate _gate = new();
    private bool _isClosed;

    /// <summary>Its processes stand still.</summary>
    public bool IsPaused => task.Init.Phase == ProcessPhase.Running && (context.Freezer.IsFrozen(cgroup) || task.Init.PausedUnseen);

    public async Task PauseAsync()
    {
        using AsyncGate.Holder holder = await _gate.EnterAsync();
        RequireRunning();
        foreach (SupervisedProcess exec in task.Execs.ToArray())
        {
            // A process that joins a frozen cgroup stands still before its runtime is done with it.
            await exec.SettleAsync();
        }

        if (IsPaused)
        {
            return;
        }

        RuntimeResult result = await RunAsync("pause", task.TaskId);
        if (!result.Succeeded && (result.WasKilled || !await IsPausedByRuntimeAsync()))
        {
            context.Freezer.Thaw(cgroup);
            throw Failure(result);
        }

        task.Init.NotePausedUnseen(!context.Freezer.IsFrozen(cgroup));
    }

    public async Task ResumeAsync()
    {
        using AsyncGate.Holder holder = await _gate.EnterAsync();
        RequireRunning();
        RuntimeResult result = await RunAsync("resume", task.TaskId);
        if (!result.Succeeded && (result.WasKilled ? IsPaused : await IsPausedByRuntimeAsync()))
        {
            throw Failure(result);
        }

        task.Init.NotePausedUnseen(false);
    }

    /// <summary>Sets the limits that lie in the task's folder.</summary>
    public async Task UpdateAsync()
    {
        using AsyncGate.Holder holder = await _gate.EnterAsync();
        RequireRunning();
        string resources = SupervisorPaths.Resources(SupervisorPaths.Task(context.ExecRoot, task.TaskId));
        RuntimeResult result = await RunAsync("update", "--resources", resources, task.TaskId);
        if (!result.Succeeded)
        {
            throw Failure(result);
        }
    }

    /// <summary>Starts an exec, which must not come into a paused task. Conflict in that case.</summary>
    public async Task<SupervisorFailure?> StartExecAsync(SupervisedProcess exec)
    {
        Task<SupervisorFailure?> starting;
        using (await _gate.EnterAsync())
        {
            RequireOpen();
            if (exec.Phase == ProcessPhase.Created && IsPaused)
            {
                throw DaemonException.Conflict($"Container {task.TaskId} is paused, unpause the container before exec");
            }

            starting = exec.StartAsync();
        }

        return await starting;
    }

    /// <summary>Waits for what is going on; nothing begins any more. The task is to be deleted, and so the runtime that is at work is given up.</summary>
    public async Task CloseAsync()
    {
        using AsyncGate.Holder holder = await _gate.EnterAsync();
        _isClosed = true;
    }

    public void Dispose() => _gate.Dispose();

    private void RequireOpen()
    {
        if (_isClosed)
        {
            throw DaemonException.NotFound("the task is being deleted");
        }
    }

    private void RequireRunning()
    {
        RequireOpen();
        if (task.Init.Phase != ProcessPhase.Running)
        {
            throw DaemonException.NotFound("the process is not running");
        }
    }

    private DaemonException Failure(RuntimeResult result)
    {
        RequireRunning();
        return DaemonException.System(result.Message);
    }

    private async Task<RuntimeResult> RunAsync(params string[] arguments)
    {
        using SafeFileHandle nothing = Interop.Open.File("/dev/null", Interop.Open.ReadWrite);
        return await task.RunAsync(arguments, nothing);
    }

    private async Task<bool> IsPausedByRuntimeAsync()
    {
        string path = Path.Combine(SupervisorPaths.Task(context.ExecRoot, task.TaskId), "state.json");
        try
        {
            using SafeFileHandle output = File.OpenHandle(path, FileMode.Create, FileAccess.ReadWrite);
            RuntimeResult result = await task.RunAsync(["state", task.TaskId], output);
            return result.Succeeded && RuntimeState.IsPaused(File.ReadAllBytes(path));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
