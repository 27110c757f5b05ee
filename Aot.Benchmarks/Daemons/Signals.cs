using System.Runtime.InteropServices;

namespace Aot.Benchmarks.Daemons;

/// <summary>kill(2), because a process started for it would be most of what is timed.</summary>
internal static partial class Signals
{
    private const int Hangup = 1;

    /// <summary>Asks a daemon to reload.</summary>
    public static void SendHangup(int pid)
    {
        if (Kill(pid, Hangup) != 0)
        {
            throw new InvalidOperationException($"process {pid} cannot be signalled");
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int pid, int signal);
}
