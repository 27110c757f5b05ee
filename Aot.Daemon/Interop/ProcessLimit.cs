using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>prlimit(2).</summary>
internal static unsafe partial class ProcessLimit
{
    /// <summary>RLIMIT_NOFILE.</summary>
    public const int OpenFiles = 7;

    /// <summary>0, or -1 with errno. Pid 0 is this process; either limit may be null.</summary>
    [LibraryImport("libc", EntryPoint = "prlimit", SetLastError = true)]
    public static partial int Call(int pid, int resource, Limit* set, Limit* get);

    /// <summary>struct rlimit of 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
