using System.Globalization;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>
/// `aotd supervise --exec-root DIR [--runtime-timeout MILLISECONDS]`: the parent of all containers. It outlives the daemon that starts it, and ends only when asked
/// while no task is left. One thread does it all (<see cref="EventLoop"/>).
/// </summary>
internal static class SupervisorProgram
{
    public const string Verb = "supervise";

    /// <summary>Another supervisor serves this exec-root.</summary>
    public const int AlreadyRunning = 3;

    public const string ExecRootOption = "--exec-root";

    /// <summary>How long an OCI runtime may take, in milliseconds.</summary>
    public const string RuntimeTimeoutOption = "--runtime-timeout";

    private const int Backlog = 128;

    /// <summary>Runs it; the arguments are those after the verb. Returns the exit code.</summary>
    public static int Run(string[] args)
    {
        using SupervisorLog log = new(TimeProvider.System);
        int milliseconds = (int)RuntimeRunner.DefaultTimeout.TotalMilliseconds;
        if (args is not [ExecRootOption, ['/', ..] execRoot, .. var more]
            || !(more is [] || (more is [RuntimeTimeoutOption, var given] && int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out milliseconds))))
        {
            log.Write($"usage: aotd {Verb} {ExecRootOption} DIR (an absolute path) [{RuntimeTimeoutOption} MILLISECONDS]; started by the daemon itself");
            return 2;
        }

        try
        {
            return Serve(execRoot, TimeSpan.FromMilliseconds(milliseconds), log);
        }
        catch (Exception failure)
        {
            log.Failure("the supervisor ends", failure);
            return 1;
        }
    }

    private static int Serve(string execRoot, TimeSpan runtimeTimeout, SupervisorLog log)
    {
        Directory.SetCurrentDirectory("/");
        OpenFileLimit.RaiseToHard();
        SignalDisposition.Ignore(SignalDisposition.Hangup);
        SignalDisposition.Ignore(SignalDisposition.Pipe);
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(SupervisorPaths.Tasks(execRoot), ownerOnly);
        Directory.CreateDirectory(SupervisorPaths.RuntimeRoot(execRoot), ownerOnly);
        using SafeFileHandle? onlyOne = FileLock.TryTake(SupervisorPaths.Lock(execRoot));
        if (onlyOne is null)
        {
            return AlreadyRunning;
        }

        if (Prctl.Call(Prctl.SetChildSubreaper, 1) != 0)
        {
            throw Errno.Exception("PR_SET_CHILD_SUBREAPER");
        }

        using EventLoop loop = new(failure => log.Failure("a handler failed", failure), TimeProvider.System);
        SynchronizationContext.SetSynchronizationContext(loop);
        using TaskSupervisor supervisor = new(new SupervisorContext
        {
            ExecRoot = execRoot,
            Loop = loop,
            Runtimes = new RuntimeRunner(loop, SupervisorPaths.RuntimeRoot(execRoot)) { Timeout = runtimeTimeout },
            Cgroups = new CgroupFolders(),
            Freezer = new CgroupFreezer(),
            Boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim(),
            Log = log,
        });
        CrashPoint.At("supervisor:adopt begun");
        supervisor.AdoptTasks();
        CrashPoint.At("supervisor:adopted");
        using SafeFileHandle listener = Listen(execRoot);
        using LoopWatch listening = loop.Watch(listener, Epoll.In, _ => Accept(listener, supervisor));
        loop.Run();
        File.Delete(SupervisorPaths.Socket(execRoot));
        return 0;
    }

    /// <summary>The socket appears under its name once it is ready.</summary>
    private static SafeFileHandle Listen(string execRoot)
    {
        string path = SupervisorPaths.Socket(execRoot);
        string temporary = path + ".new";
        File.Delete(temporary);
        SafeFileHandle listener = UnixSocket.Listen(temporary, Backlog);
        File.SetUnixFileMode(temporary, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.Move(temporary, path, overwrite: true);
        return listener;
    }

    private static void Accept(SafeFileHandle listener, TaskSupervisor supervisor)
    {
        while (UnixSocket.Accept(listener) is { } socket)
        {
            supervisor.Accept(socket);
        }
    }
}
