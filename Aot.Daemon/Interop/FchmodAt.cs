using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>fchmodat(2); it follows a symbolic link, so only for names that are known to be none.</summary>
internal static unsafe partial class FchmodAt
{
    /// <summary>The name is NUL-terminated. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle folder, ReadOnlySpan<byte> name, uint mode)
    {
        fixed (byte* pointer = name)
        {
            return Native(folder, pointer, mode, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "fchmodat", SetLastError = true)]
    private static partial int Native(SafeFileHandle folder, byte* name, uint mode, int flags);
}
