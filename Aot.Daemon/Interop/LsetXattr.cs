using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>lsetxattr(2).</summary>
internal static unsafe partial class LsetXattr
{
    /// <summary>The path and the name are NUL-terminated. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(ReadOnlySpan<byte> path, ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        fixed (byte* pathPointer = path, pointer = name, valuePointer = value)
        {
            return Native(pathPointer, pointer, valuePointer, (nuint)value.Length, 0);
        }
    }

    [LibraryImport("libc", EntryPoint = "lsetxattr", SetLastError = true)]
    private static partial int Native(byte* path, byte* name, byte* value, nuint size, int flags);
}
