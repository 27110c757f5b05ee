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

    /// <summary>Rounds of the loop in which orphans of a runtime (crun forks) are found dead and reaped.</summary>
    private static readonly TimeSpan[] AfterMoments = [TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(500)];

    private readonly List<string> _environment = EnvironmentOfRuntimes();
    private readonly HashSet<string> _refuseHybrid = [];

    /// <summary>Longer than any honest start; dockerd waits for ever.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How many runtimes are running now. While it is not 0, a child of this process that nobody knows may be a container's
    /// first process whose runtime has just ended.</summary>
    public int Running { get; private set; }

    public string Root => runtimeRoot;

    /// <summary>Runs `runtime --root ... --log ... arguments` to its end.</summary>
    /// <param name="log">Path of the --log file, which is removed at the end.</param>
    /// <param name="inherited">Held open by the runtime as long as it runs; or null.</param>
    /// <param name="beforeRetry">Called when it is run a second time; undoes what the first has written.</param>
    public async Task<RuntimeResult> RunAsync(
        string runtime,
        IReadOnlyList<string> arguments,
        string log,
        RuntimeStdio stdio,
        SafeFileHandle? inherited = null,
        Action? beforeRetry = null)
    {
        List<string> all = [runtime, "--root", runtimeRoot, "--log", log, "--log-format", "json", .. arguments];
        ProcessSpawn spawn = new()
        {
            Path = runtime,
            Arguments = all,
            Environment = _environment,
            Input = stdio.Input,
            Output = stdio.Output,
            ErrorOutput = stdio.ErrorOutput,
            Inherited = inherited,
        };
        Running++;
        try
        {
            bool hidden = _refuseHybrid.Contains(runtime);
            RuntimeResult result = await RunOnceAsync(spawn, log);
            if (!result.Succeeded && !hidden && result.Message.Contains(HybridRefused, StringComparison.Ordinal))
            {
                _refuseHybrid.Add(runtime);
                beforeRetry?.Invoke();
                result = await RunOnceAsync(spawn, log);
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

    private async Task<RuntimeResult> RunOnceAsync(ProcessSpawn spawn, string log)
    {
        File.Delete(log);
        int pid = Start(spawn);

        // A wrapper script that has just been written: a process that the daemon started meanwhile holds it open until its own exec.
        for (int tries = 0; pid == -Errno.ETXTBSY && tries < BusyTries; tries++)
        {
            await loop.EndsWithin(new TaskCompletionSource().Task, BusyPause);
            pid = Start(spawn);
        }

        if (pid == -Errno.ENOENT)
        {
            return new RuntimeResult(false, $"the OCI runtime {spawn.Path} does not exist", IsOwnWords: false);
        }

        if (pid < 0)
        {
            return new RuntimeResult(false, $"the OCI runtime {spawn.Path} cannot be run (error {-pid})", IsOwnWords: false);
        }

        CrashPoint.At("supervisor:runtime begun");
        using SafeFileHandle pidfd = Pidfd.Open(pid) ?? throw Errno.Exception("pidfd_open of a runtime", Errno.ESRCH);
        bool timedOut = !await EndedAsync(pidfd, Timeout);
        if (timedOut)
        {
            Pidfd.Signal(pidfd, Signals.Kill);
            await EndedAsync(pidfd, TimeSpan.MaxValue);
        }

        CrashPoint.At("supervisor:runtime ended");
        ReapResult reaped = Pidfd.Reap(pidfd, out int code);
        bool succeeded = reaped == ReapResult.Reaped && code == 0 && !timedOut;
        string? words = succeeded ? null : RuntimeErrorLog.LastError(log);
        File.Delete(log);
        if (timedOut)
        {
            return new RuntimeResult(false, $"the OCI runtime took longer than {Timeout.TotalSeconds:0.#} s and was killed", IsOwnWords: false);
        }

        return new RuntimeResult(succeeded, words ?? (succeeded ? "" : $"the OCI runtime ended with code {code}"), words is not null);
    }

    private int Start(ProcessSpawn spawn) => _refuseHybrid.Contains(spawn.Path) ? PlainCgroupSpawn.Start(spawn) : spawn.Start();

    /// <summary>Waits until the process is a zombie; false when the time is up.</summary>
    private async Task<bool> EndedAsync(SafeFileHandle pidfd, TimeSpan limit)
    {
        TaskCompletionSource ended = new();
        using LoopWatch watch = loop.Watch(pidfd, Epoll.In, _ => ended.TrySetResult());
        if (limit == TimeSpan.MaxValue)
        {
            await ended.Task;
            return true;
        }

        return await loop.EndsWithin(ended.Task, limit);
    }

    private static List<string> EnvironmentOfRuntimes()
    {
        string? path = Environment.GetEnvironmentVariable("PATH");
        return ["PATH=" + (string.IsNullOrEmpty(path) ? "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin" : path)];
    }
}
