using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>inotify_rm_watch(2).</summary>
internal static partial class InotifyRemoveWatch
{
    /// <summary>0 (and an IN_IGNORED event follows), or -1 with errno in Marshal.GetLastPInvokeError: EINVAL for a watch that is gone.</summary>
    [LibraryImport("libc", EntryPoint = "inotify_rm_watch", SetLastError = true)]
    public static partial int Call(SafeFileHandle instance, int watch);
}
