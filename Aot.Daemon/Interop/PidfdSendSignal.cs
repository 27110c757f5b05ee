using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>pidfd_send_signal(2), by syscall(2): glibc has it since 2.36 only.</summary>
internal static partial class PidfdSendSignal
{
    private const nint Number = 424;

    /// <summary>0, or -1 with errno.</summary>
    public static int Call(SafeHandle pidfd, int signal) => (int)Native(Number, pidfd, signal, 0, 0);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Native(nint number, SafeHandle pidfd, nint signal, nint information, nint flags);
}
