using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>unlinkat(2).</summary>
internal static unsafe partial class UnlinkAt
{
    public const int RemoveFolder = 0x200;

    /// <summary>The name is NUL-terminated. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle folder, ReadOnlySpan<byte> name, int flags)
    {
        fixed (byte* pointer = name)
        {
            return Native(folder, pointer, flags);
        }
    }

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    private static partial int Native(SafeFileHandle folder, byte* name, int flags);
}
