using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>fsetxattr(2).</summary>
internal static unsafe partial class FsetXattr
{
    /// <summary>The name is NUL-terminated. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle file, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        fixed (byte* pointer = name, valuePointer = value)
        {
            return Native(file, pointer, valuePointer, (nuint)value.Length, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "fsetxattr", SetLastError = true)]
    private static partial int Native(SafeFileHandle file, byte* name, byte* value, nuint size, int flags);
}
