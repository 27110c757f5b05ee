using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>mkdirat(2).</summary>
internal static unsafe partial class MkdirAt
{
    /// <summary>The name is NUL-terminated. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle folder, ReadOnlySpan<byte> name, uint mode)
    {
        fixed (byte* pointer = name)
        {
            return Native(folder, pointer, mode);
        }
    }

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    private static partial int Native(SafeFileHandle folder, byte* name, uint mode);
}
