using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>openat(2).</summary>
internal static unsafe partial class OpenAt
{
    /// <summary>Opens a NUL-terminated name below a folder (close-on-exec is added). Check IsInvalid, then Marshal.GetLastPInvokeError.</summary>
    public static SafeFileHandle Call(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags, uint mode = 0)
    {
        fixed (byte* pointer = name)
        {
            return Native(folder, pointer, flags | Open.CloseOnExec, mode);
        }
    }

    [LibraryImport("libc", EntryPoint = "openat", SetLastError = true)]
    private static partial SafeFileHandle Native(SafeFileHandle folder, byte* name, int flags, uint mode);
}
