using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>waitid(2).</summary>
internal static unsafe partial class WaitId
{
    /// <summary>P_ALL.</summary>
    public const int AnyChild = 0;

    /// <summary>P_PID.</summary>
    public const int Pid = 1;

    /// <summary>P_PIDFD.</summary>
    public const int Pidfd = 3;
    public const int NoHang = 1;
    public const int Exited = 4;
    public const int NoWait = 0x1000000;

    /// <summary>si_code: the process ended by exit(2); other codes are deaths by a signal.</summary>
    public const int CodeExited = 1;

    /// <summary>0, or -1 with errno (ECHILD: no child of ours). Pid 0 in the result: nothing has ended yet.</summary>
    public static int Call(int kind, int id, int options, out Result result)
    {
        result = default;
        fixed (Result* pointer = &result)
        {
            return Native(kind, id, pointer, options);
        }
    }

    [LibraryImport("libc", EntryPoint = "waitid", SetLastError = true)]
    private static partial int Native(int kind, int id, Result* result, int options);

    /// <summary>siginfo_t of SIGCHLD on 64-bit Linux.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 128)]
    public struct Result
    {
        public int Signal;
        public int Errno;
        public int Code;
        private readonly int _padding;
        public int Pid;
        public int Uid;

        /// <summary>The exit code, or the signal's number.</summary>
        public int Status;
    }
}
