using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>pidfd_open(2), by syscall(2): glibc has it since 2.36 only. Descriptors are close-on-exec by definition.</summary>
internal static partial class PidfdOpen
{
    private const nint Number = 434;

    /// <summary>A handle, or an invalid one with errno (ESRCH: no such process).</summary>
    public static SafeFileHandle Call(int pid) => new(Native(Number, pid, 0), ownsHandle: true);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Native(nint number, nint pid, nint flags);
}
