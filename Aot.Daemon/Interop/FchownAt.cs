using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>fchownat(2), never following a symbolic link.</summary>
internal static unsafe partial class FchownAt
{
    private const int SymlinkNoFollow = 0x100;

    /// <summary>The name is NUL-terminated. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle folder, ReadOnlySpan<byte> name, uint uid, uint gid)
    {
        fixed (byte* pointer = name)
        {
            return Native(folder, pointer, uid, gid, SymlinkNoFollow);
        }
    }

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    private static partial int Native(SafeFileHandle folder, byte* name, uint uid, uint gid, int flags);
}
