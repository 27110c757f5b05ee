using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>syncfs(2): writes a whole file system out.</summary>
internal static partial class SyncFs
{
    /// <summary>0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    [LibraryImport("libc", EntryPoint = "syncfs", SetLastError = true)]
    public static partial int Call(SafeFileHandle anyFile);
}
