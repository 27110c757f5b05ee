using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>fchmod(2).</summary>
internal static partial class FChmod
{
    /// <summary>0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    public static partial int Call(SafeHandle descriptor, uint mode);
}
