using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>A task: its own process, its execs, and what the runtime and the kernel keep for it.</summary>
internal sealed class SupervisedTask : IRuntimeTarget
{
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    /// <summary>For the runtime to delete what it keeps; what it does not is removed here.</summary>
    private static readonly TimeSpan DeleteLimit = TimeSpan.FromSeconds(10);

    private readonly SupervisorContext _context;
    private readonly Dictionary<string, SupervisedProcess> _execs = [];
    private SupervisedProcess? _init;
    private readonly string? _cgroup;
    private readonly TaskCompletionSource _unwanted = new();
    private Task? _deleting;
    private OomWatch? _oomWatch;

    private SupervisedTask(SupervisorContext context, string taskId, ProcessSettings settings)
    {
        _context = context;
        TaskId = taskId;
        RuntimePath = settings.RuntimePath ?? throw DaemonException.Invalid("a task needs a runtime");
        _cgroup = IsUsableCgroup(settings.CgroupPath) ? settings.CgroupPath : null;
        Control = new TaskControl(context, this, _cgroup);
    }

    public string TaskId { get; }

    public string? ExecId => null;

    public string RuntimePath { get; }

    public SupervisedProcess Init => _init!;

    public IEnumerable<SupervisedProcess> Execs => _execs.Values;

    /// <summary>What the runtime does to the running task.</summary>
    public TaskControl Control { get; }

    public bool IsPaused => Control.IsPaused;

    public HeldDescriptors Held { get; } = new();

    public IEnumerable<SupervisedProcess> Processes => _execs.Values.Prepend(Init);

    /// <summary>Orphans of the task become children of the supervisor.</summary>
    public bool SharesPidNamespace => !Init.Settings.OwnPidNamespace && Init.Phase == ProcessPhase.Running;

    /// <summary>Makes a new task. What the runtime still has under its id (of an exec-root that was emptied, say) is removed.</summary>
    public static async Task<SupervisedTask> CreateAsync(SupervisorContext context, string taskId, ProcessSettings settings)
    {
        SupervisedTask task = new(context, taskId, settings);
        task._init = SupervisedProcess.Create(context, task, task.Folder(null), settings);
        try
        {
            await task.DeleteFromRuntimeAsync();
        }
        catch
        {
            task.Init.Dispose();
            task.Init.DeleteFolder();
            throw;
        }

        CrashPoint.At("supervisor:create cleared");
        return task;
    }

    /// <summary>Takes over a task of an earlier supervisor; null when its folder holds no record (a creation that was cut off), or the host went down under it.</summary>
    public static SupervisedTask? Adopt(SupervisorContext context, string taskId)
    {
        ProcessFolder folder = new(SupervisorPaths.Task(context.ExecRoot, taskId), isExec: false);
        if (folder.ReadRecord() is not { Settings.RuntimePath: not null } record || (record.Boot != context.Boot && folder.ReadExit() is null))
        {
            folder.Delete();
            return null;
        }

        SupervisedTask task = new(context, taskId, record.Settings);
        task._init = SupervisedProcess.Adopt(context, task, folder, record);
        task.AdoptExecs(Path.Combine(folder.Path, "execs"));
        return task;
    }

    /// <summary>The task's own process for null. NotFound when there is no such exec.</summary>
    public SupervisedProcess Process(string? exec) => exec is null ? Init
        : _execs.TryGetValue(exec, out SupervisedProcess? process) ? process
        : throw DaemonException.NotFound($"No such exec: {exec}");

    /// <summary>The host's pids of all its processes.</summary>
    public int[] Pids()
    {
        int[] pids = _context.Cgroups.Pids(_cgroup);
        return pids.Length > 0 || Init.Phase != ProcessPhase.Running ? pids : [Init.Listing().Pid];
    }

    /// <summary>Runs the runtime for the task as it runs; given up once the task is to be deleted.</summary>
    public Task<RuntimeResult> RunAsync(IReadOnlyList<string> arguments, SafeFileHandle output) =>
        _context.Runtimes.RunAsync(new RuntimeCall
        {
            Runtime = RuntimePath,
            Arguments = arguments,
            Log = Path.Combine(Folder(null).Path, "control.log"),
            Stdio = new RuntimeStdio(output, output, output),
            Abandoned = _unwanted.Task,
        });

    public async Task CreateExecAsync(string exec, ProcessSettings settings)
    {
        await DeleteExecAsync(exec);
        if (_unwanted.Task.IsCompleted)
        {
            throw DaemonException.NotFound("the task is being deleted");
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Folder(exec).Path)!);
        _execs.Add(exec, SupervisedProcess.Create(_context, new ExecTarget(this, exec), Folder(exec), settings));
    }

    public async Task DeleteExecAsync(string exec)
    {
        if (_execs.TryGetValue(exec, out SupervisedProcess? process))
        {
            await process.KillAsync(KillLimit);
            _execs.Remove(exec);
            process.Dispose();
            CrashPoint.At("supervisor:delete exec");
            process.DeleteFolder();
        }
    }

    /// <summary>Kills what is left and removes every trace. Asked again meanwhile, it is the same deletion.</summary>
    public async Task DeleteAsync()
    {
        _deleting ??= DeleteOnceAsync();
        try
        {
            await _deleting;
        }
        finally
        {
            _deleting = null;
        }
    }

    public IReadOnlyList<string> StartArguments(ProcessFolder folder, string? consoleSocket)
    {
        List<string> arguments = ["run", "--detach", "--bundle", folder.Path, "--pid-file", folder.PidFile];
        if (consoleSocket is not null)
        {
            arguments.AddRange(["--console-socket", consoleSocket]);
        }

        arguments.Add(TaskId);
        return arguments;
    }

    public async Task CleanUpFailedStartAsync()
    {
        await DeleteFromRuntimeAsync();
        await RemoveCgroupAsync();
    }

    public bool Holds(int pid) => _context.Cgroups.Pids(_cgroup).Contains(pid);

    /// <summary>The kernel has killed one of its processes for want of memory.</summary>
    public bool HadOomKill => _context.Cgroups.HadOomKill(_cgroup);

    public void OnRunning()
    {
        if (Init.Phase != ProcessPhase.Running)
        {
            return;
        }

        _oomWatch = OomWatch.Start(_context.Loop, _context.Cgroups, _cgroup, TellOom);
        if (_oomWatch is { HadKills: true })
        {
            TellOom();
        }
    }

    public void AfterKill() => _context.Freezer.Thaw(_cgroup);

    public bool EndWithProcess()
    {
        _oomWatch?.Dispose();
        _oomWatch = null;
        bool oomKilled = HadOomKill;
        if (!Init.Settings.OwnPidNamespace)
        {
            _context.Cgroups.Kill(_cgroup);
        }

        return oomKilled;
    }

    private async Task DeleteOnceAsync()
    {
        _unwanted.TrySetResult();
        await Control.CloseAsync();
        await Init.KillAsync(KillLimit);
        CrashPoint.At("supervisor:delete killed");
        foreach (string exec in _execs.Keys.ToArray())
        {
            await DeleteExecAsync(exec);
        }

        CrashPoint.At("supervisor:delete execs");
        await DeleteFromRuntimeAsync();
        CrashPoint.At("supervisor:delete runtime");
        await RemoveCgroupAsync();
        CrashPoint.At("supervisor:delete cgroup");
        Held.Dispose();
        Init.Dispose();
        Control.Dispose();
        Init.DeleteFolder();
        CrashPoint.At("supervisor:delete folder");
    }

    /// <summary>Only when the runtime keeps state: after a start, or one that failed midway.</summary>
    private async Task DeleteFromRuntimeAsync()
    {
        string state = Path.Combine(_context.Runtimes.Root, TaskId);
        if (!Directory.Exists(state))
        {
            return;
        }

        using SafeFileHandle nothing = Interop.Open.File("/dev/null", Interop.Open.ReadWrite);
        RuntimeResult result = await _context.Runtimes.RunAsync(new RuntimeCall
        {
            Runtime = RuntimePath,
            Arguments = ["delete", "--force", TaskId],
            Log = Folder(null).RuntimeLog,
            Stdio = new RuntimeStdio(nothing, nothing, nothing),
            Limit = DeleteLimit,
        });
        if (!result.Succeeded)
        {
            _context.Log.Write($"delete of {TaskId} by {RuntimePath}: {result.Message}");
        }

        if (Directory.Exists(state))
        {
            Directory.Delete(state, recursive: true);
        }
    }

    /// <summary>Runtimes remove the cgroup themselves; this is for what they leave.</summary>
    private async Task RemoveCgroupAsync()
    {
        for (int attempt = 0; attempt < 20 && !_context.Cgroups.TryRemove(_cgroup); attempt++)
        {
            _context.Cgroups.Kill(_cgroup);
            _context.Freezer.Thaw(_cgroup);
            await _context.Loop.Delay(TimeSpan.FromMilliseconds(10));
        }
    }

    private void TellOom() => _context.Announce(new SupervisorReply { OutOfMemory = Init.Listing() });

    private void AdoptExecs(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        foreach (string execFolder in Directory.GetDirectories(folder))
        {
            string exec = Path.GetFileName(execFolder);
            if (Folder(exec).ReadRecord() is { } record)
            {
                _execs.Add(exec, SupervisedProcess.Adopt(_context, new ExecTarget(this, exec), Folder(exec), record));
            }
            else
            {
                Folder(exec).Delete();
            }
        }
    }

    private ProcessFolder Folder(string? exec) =>
        new(SupervisorPaths.Process(_context.ExecRoot, TaskId, exec), isExec: exec is not null);

    /// <summary>Everything in the cgroup may be killed, so it must be one below the root.</summary>
    private static bool IsUsableCgroup(string? path) =>
        path is ['/', _, ..] && path.Trim('/').Length > 0 && !path.Contains("..", StringComparison.Ordinal);
}
