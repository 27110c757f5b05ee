using Aot.Daemon.Supervisor.Contracts;

namespace Aot.Daemon.Supervisor;

/// <summary>An exec: a process that joins a running task.</summary>
internal sealed class ExecTarget(SupervisedTask task, string execId) : IRuntimeTarget
{
    public string TaskId => task.TaskId;

    public string? ExecId => execId;

    public string RuntimePath => task.RuntimePath;

    public IReadOnlyList<string> StartArguments(ProcessFolder folder, string? consoleSocket)
    {
        List<string> arguments =
            ["exec", "--detach", "--process", SupervisorPaths.ProcessSpec(folder.Path), "--pid-file", folder.PidFile];
        if (consoleSocket is not null)
        {
            arguments.AddRange(["--console-socket", consoleSocket]);
        }

        arguments.Add(TaskId);
        return arguments;
    }

    public bool IsPaused => false;

    public bool HadOomKill => false;

    public void OnRunning()
    {
    }

    /// <summary>One that stands still with its task dies when that goes on.</summary>
    public void AfterKill()
    {
    }

    public bool Holds(int pid) => task.Holds(pid);

    public Task CleanUpFailedStartAsync() => Task.CompletedTask;

    public bool EndWithProcess() => false;
}
