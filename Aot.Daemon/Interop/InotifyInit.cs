using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>inotify_init1(2).</summary>
internal static partial class InotifyInit
{
    private const int CloseOnExec = 0x80000;

    /// <summary>A new close-on-exec instance. Check IsInvalid, then errno in Marshal.GetLastPInvokeError.</summary>
    public static SafeFileHandle Call() => Native(CloseOnExec);

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial SafeFileHandle Native(int flags);
}
