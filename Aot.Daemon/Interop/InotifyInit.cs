using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>inotify_init1(2).</summary>
internal static partial class InotifyInit
{
    private const int CloseOnExec = 0x80000;
    private const int DoNotBlock = 0x800;

    /// <summary>A new close-on-exec instance. Check IsInvalid, then errno in Marshal.GetLastPInvokeError.</summary>
    public static SafeFileHandle Call() => Native(CloseOnExec);

    /// <summary>As <see cref="Call"/>; reads do not block.</summary>
    public static SafeFileHandle NonBlocking() => Native(CloseOnExec | DoNotBlock);

    [LibraryImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    private static partial SafeFileHandle Native(int flags);
}
