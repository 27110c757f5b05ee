using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>symlinkat(2).</summary>
internal static unsafe partial class SymlinkAt
{
    /// <summary>The target and the name are NUL-terminated. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(ReadOnlySpan<byte> target, SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        fixed (byte* targetPointer = target, pointer = name)
        {
            return Native(targetPointer, folder, pointer);
        }
    }

    [LibraryImport("libc", EntryPoint = "symlinkat", SetLastError = true)]
    private static partial int Native(byte* target, SafeFileHandle folder, byte* name);
}
