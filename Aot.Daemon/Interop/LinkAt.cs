using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>linkat(2), never following a symbolic link.</summary>
internal static unsafe partial class LinkAt
{
    /// <summary>The names are NUL-terminated. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle targetFolder, ReadOnlySpan<byte> target, SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        fixed (byte* targetPointer = target, pointer = name)
        {
            return Native(targetFolder, targetPointer, folder, pointer, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "linkat", SetLastError = true)]
    private static partial int Native(SafeFileHandle targetFolder, byte* target, SafeFileHandle folder, byte* name, int flags);
}
