using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>ioctl PIDFD_GET_INFO (linux/pidfd.h, Linux 6.13; exit information since 6.15).</summary>
internal static unsafe partial class PidfdGetInfo
{
    /// <summary>PIDFD_INFO_EXIT: asked for, and set in the answer when the exit status is there.</summary>
    public const ulong Exit = 1 << 3;

    /// <summary>_IOWR(0xFF, 11, struct pidfd_info of 64 bytes).</summary>
    private const nuint Request = 0xc040ff0b;

    /// <summary>0, or -1 with errno (ENOTTY: the kernel has no such call; ESRCH: gone and reaped, without exit information).</summary>
    public static int Call(SafeHandle pidfd, ref Result result)
    {
        fixed (Result* pointer = &result)
        {
            return Native(pidfd, Request, pointer);
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static partial int Native(SafeHandle pidfd, nuint request, Result* result);

    /// <summary>struct pidfd_info in its first version, of which only these members are read.</summary>
    [StructLayout(LayoutKind.Explicit, Size = 64)]
    public struct Result
    {
        [FieldOffset(0)]
        public ulong Mask;

        /// <summary>The status word of wait(2).</summary>
        [FieldOffset(60)]
        public int ExitStatus;
    }
}
