using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>futimens(3).</summary>
internal static unsafe partial class Futimens
{
    /// <summary>Sets the times of last modification and access. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle file, long seconds, uint nanoseconds)
    {
        long* times = stackalloc long[] { seconds, nanoseconds, seconds, nanoseconds };
        return Native(file, times);
    }

    [LibraryImport("libc", EntryPoint = "futimens", SetLastError = true)]
    private static partial int Native(SafeFileHandle file, long* times);
}
