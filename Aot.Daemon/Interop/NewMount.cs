using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>fsopen(2), fsconfig(2) and fsmount(2), Linux 5.2: a filesystem that is mounted nowhere. Older glibc has no wrappers for them.</summary>
internal static unsafe partial class NewMount
{
    // The same numbers on every architecture (include/uapi/asm-generic/unistd.h).
    private const long FsOpen = 430;
    private const long FsConfig = 431;
    private const long FsMount = 432;

    // FSOPEN_CLOEXEC, FSMOUNT_CLOEXEC; FSCONFIG_CMD_CREATE (linux/mount.h).
    private const long CloseOnExec = 1;
    private const long Create = 6;

    /// <summary>The root folder of a new instance of a filesystem without options, which ends with the descriptor. Check IsInvalid, then Marshal.GetLastPInvokeError.</summary>
    /// <param name="type">Its name, NUL-terminated.</param>
    public static SafeFileHandle Call(ReadOnlySpan<byte> type)
    {
        using SafeFileHandle context = Open(type);
        int number = (int)context.DangerousGetHandle();
        return context.IsInvalid || Native(FsConfig, number, Create, 0, 0, 0) != 0
            ? new SafeFileHandle(-1, ownsHandle: true)
            : new SafeFileHandle((nint)Native(FsMount, number, CloseOnExec, 0, 0, 0), ownsHandle: true);
    }

    private static SafeFileHandle Open(ReadOnlySpan<byte> type)
    {
        fixed (byte* name = type)
        {
            return new SafeFileHandle((nint)Native(FsOpen, (long)name, CloseOnExec, 0, 0, 0), ownsHandle: true);
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Native(long number, long first, long second, long third, long fourth, long fifth);
}
