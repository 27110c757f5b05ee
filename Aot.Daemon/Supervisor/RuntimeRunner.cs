using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// Executes OCI runtimes by their common command line. Any number run at the same time; each is waited for by a pidfd in the
/// event loop and killed when it takes too long.
/// </summary>
internal sealed class RuntimeRunner(EventLoop loop, string runtimeRoot)
{
    /// <summary>crun's words on a host whose version-2 cgroups have controllers beside version 1. It is then run where it sees
    /// version 1 alone.</summary>
    private const string HybridRefused = "cgroups in hybrid mode not supported";

    /// <summary>How often, and how far apart, a program that is open for writing is tried again.</summary>
    private const int BusyTries = 500;
    private static readonly TimeSpan BusyPause = TimeSpan.FromMilliseconds(1);

    /// <summary>How long a killed runtime is waited for; one that hangs in the kernel is left to end when it can.</summary>
    private static readonly TimeSpan KillLimit = TimeSpan.FromSeconds(10);

    /// <summary>Rounds of the loop in which orphans of a runtime (crun forks) are found dead and reaped.</summary>
    private static readonly TimeSpan[] AfterMoments = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500)];

    /// <summary>Bytes: what a start writes.</summary>
    private const long LittleSpace = 64 * 1024;

    private readonly List<string> _environment = EnvironmentOfRuntimes();
    private readonly HashSet<string> _refuseHybrid = [];

    /// <summary>Longer than any honest start; dockerd waits for ever.</summary>
    public static TimeSpan DefaultTimeout { get; } = TimeSpan.FromSeconds(60);

    public TimeSpan Timeout { get; init; } = DefaultTimeout;

    /// <summary>How many runtimes are running now. While it is not 0, a child of this process that nobody knows may be a container's
    /// first process whose runtime has just ended.</summary>
    public int Running { get; private set; }

    public string Root => runtimeRoot;

    /// <summary>Runs it to its end. One that takes too long is killed with all that it has started.</summary>
    public async Task<RuntimeResult> RunAsync(RuntimeCall call)
    {
        ProcessSpawn spawn = new()
        {
            Path = call.Runtime,
            Arguments = [call.Runtime, "--root", runtimeRoot, "--log", call.Log, "--log-format", "json", .. call.Arguments],
            Environment = _environment,
            Input = call.Stdio.Input,
            Output = call.Stdio.Output,
            ErrorOutput = call.Stdio.ErrorOutput,
            Inherited = call.Inherited,
            NewGroup = true,
        };
        Running++;
        try
        {
            bool hidden = _refuseHybrid.Contains(call.Runtime);
            RuntimeResult result = await RunOnceAsync(call, spawn);
            if (!result.Succeeded && !hidden && result.Message.Contains(HybridRefused, StringComparison.Ordinal))
            {
                _refuseHybrid.Add(call.Runtime);
                call.BeforeRetry?.Invoke();
                result = await RunOnceAsync(call, spawn);
            }

            return result;
        }
        finally
        {
            Running--;
            foreach (TimeSpan delay in AfterMoments)
            {
                loop.After(delay, static () => { });
            }
        }
    }

    private async Task<RuntimeResult> RunOnceAsync(RuntimeCall call, ProcessSpawn spawn)
    {
        File.Delete(call.Log);
        int pid = Start(spawn);

        // A wrapper script that has just been written: a process that the daemon started meanwhile holds it open until its own exec.
        for (int tries = 0; pid == -Errno.ETXTBSY && tries < BusyTries; tries++)
        {
            await loop.EndsWithin(new TaskCompletionSource().Task, BusyPause);
            pid = Start(spawn);
        }

        if (pid == -Errno.ENOENT)
        {
            return new RuntimeResult(false, $"the OCI runtime {call.Runtime} does not exist", IsOwnWords: false);
        }

        if (pid < 0)
        {
            return new RuntimeResult(false, $"the OCI runtime {call.Runtime} cannot be run (error {-pid})", IsOwnWords: false);
        }

        CrashPoint.At("supervisor:runtime begun");
        using SafeFileHandle pidfd = Pidfd.Open(pid) ?? throw Errno.Exception("pidfd_open of a runtime", Errno.ESRCH);
        TimeSpan limit = call.Limit < Timeout ? call.Limit : Timeout;
        bool ended = await EndedAsync(pidfd, limit, call.Abandoned);
        if (!ended)
        {
            ProcessTree.Kill(pid);
            await EndedAsync(pidfd, KillLimit, abandoned: null);
        }

        CrashPoint.At("supervisor:runtime ended");
        bool succeeded = Pidfd.Reap(pidfd, out int code) == ReapResult.Reaped && code == 0 && ended;
        string? words = succeeded ? null : RuntimeErrorLog.LastError(call.Log);
        File.Delete(call.Log);
        if (!ended)
        {
            string message = call.Abandoned is { IsCompleted: true }
                ? "the OCI runtime was killed: its work is not wanted any more"
                : $"the OCI runtime took longer than {limit.TotalSeconds:0.#} s and was killed";
            return new RuntimeResult(false, message, IsOwnWords: false) { WasKilled = true };
        }

        return new RuntimeResult(succeeded, succeeded ? "" : (words ?? $"the OCI runtime ended with code {code}") + Circumstance(), words is not null);
    }

    /// <summary>A runtime that finds no place for what it writes finds none for its words either, or gives no reason.</summary>
    private string Circumstance() =>
        new DriveInfo(runtimeRoot).AvailableFreeSpace < LittleSpace ? $" (no space left on device: {runtimeRoot})" : "";

    private int Start(ProcessSpawn spawn) => _refuseHybrid.Contains(spawn.Path) ? PlainCgroupSpawn.Start(spawn) : spawn.Start();

    /// <summary>Waits until the process is a zombie; false when the time is up, or it is not to be waited for any more.</summary>
    private async Task<bool> EndedAsync(SafeFileHandle pidfd, TimeSpan limit, Task? abandoned)
    {
        TaskCompletionSource ended = new();
        using LoopWatch watch = loop.Watch(pidfd, Epoll.In, _ => ended.TrySetResult());
        Task first = abandoned is null ? ended.Task : Task.WhenAny(ended.Task, abandoned);
        return await loop.EndsWithin(first, limit) && ended.Task.IsCompleted;
    }

    private static List<string> EnvironmentOfRuntimes()
    {
        string? path = Environment.GetEnvironmentVariable("PATH");
        return ["PATH=" + (string.IsNullOrEmpty(path) ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" : path)];
    }
}
