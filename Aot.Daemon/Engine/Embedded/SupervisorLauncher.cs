using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Supervisor.Contracts;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Engine.Embedded;

/// <summary>Starts the supervisor in a session of its own, and reaps it should it end before this process does.</summary>
internal sealed class SupervisorLauncher(string execRoot, SupervisorCommand command) : IDisposable
{
    private const uint OwnerOnly = 0x180; // 0600

    /// <summary>An older log is begun anew beyond this many bytes; it lies in memory (tmpfs).</summary>
    private const long LargestLog = 256 * 1024;

    private SafeFileHandle? _child;

    /// <summary>Starts one and returns its pid. It serves when its socket can be connected to; if another one already holds the exec-root, it
    /// ends by itself.</summary>
    public int Start()
    {
        ReapChild();
        using SafeFileHandle log = OpenLog();
        using SafeFileHandle nothing = Open.File("/dev/null", Open.ReadWrite);
        int pid = new ProcessSpawn
        {
            Path = command.Path,
            Arguments = [.. command.Arguments, .. command.Options(execRoot)],
            Environment = [.. BaseEnvironment(), .. command.Environment],
            Input = nothing,
            Output = nothing,
            ErrorOutput = log,
            NewSession = true,
        }.Start();
        if (pid < 0)
        {
            throw Errno.Exception($"start the supervisor {command.Path}", -pid);
        }

        _child = Pidfd.Open(pid);
        return pid;
    }

    /// <summary>The one that was started last has ended: it failed, or found another at work.</summary>
    public bool HasEnded
    {
        get
        {
            ReapChild();
            return _child is null;
        }
    }

    /// <summary>Removes the zombie of a supervisor that has ended.</summary>
    public void ReapChild()
    {
        if (_child is not null && Pidfd.Reap(_child, out _) != ReapResult.StillRunning)
        {
            _child.Dispose();
            _child = null;
        }
    }

    public void Dispose()
    {
        ReapChild();
        _child?.Dispose();
    }

    private SafeFileHandle OpenLog()
    {
        string path = SupervisorPaths.Log(execRoot);
        bool tooLarge = new FileInfo(path) is { Exists: true, Length: > LargestLog };
        SafeFileHandle log = Open.File(
            path, Open.WriteOnly | Open.Create | Open.Append | Open.NoFollow | (tooLarge ? Open.Truncate : 0), OwnerOnly);
        return log.IsInvalid ? throw Errno.Exception($"open {path}") : log;
    }

    private static IEnumerable<string> BaseEnvironment()
    {
        yield return "PATH=" + (System.Environment.GetEnvironmentVariable("PATH") ?? "/usr/sbin:/usr/bin:/sbin:/bin");

        // Hexadecimal bytes. The default follows the size of the processor's cache, which makes an almost idle process fat.
        yield return "DOTNET_GCgen0size=20000";
#if CRASH_POINTS
        yield return $"{CrashPoint.Variable}={System.Environment.GetEnvironmentVariable(CrashPoint.Variable)}";
#endif
    }
}
