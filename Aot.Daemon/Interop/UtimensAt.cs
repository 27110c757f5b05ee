using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>utimensat(2), never following a symbolic link.</summary>
internal static unsafe partial class UtimensAt
{
    private const int SymlinkNoFollow = 0x100;

    /// <summary>Sets the time of last modification; that of last access becomes the same. The name is NUL-terminated. 0, or -1 with errno in
    /// Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle folder, ReadOnlySpan<byte> name, long seconds, uint nanoseconds)
    {
        long* times = stackalloc long[] { seconds, nanoseconds, seconds, nanoseconds };
        fixed (byte* pointer = name)
        {
            return Native(folder, pointer, times, SymlinkNoFollow);
        }
    }

    [LibraryImport("libc", EntryPoint = "utimensat", SetLastError = true)]
    private static partial int Native(SafeFileHandle folder, byte* name, long* times, int flags);
}
