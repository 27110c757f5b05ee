using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>fchown(2).</summary>
internal static partial class Fchown
{
    /// <summary>0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    public static partial int Call(SafeFileHandle file, uint uid, uint gid);
}
