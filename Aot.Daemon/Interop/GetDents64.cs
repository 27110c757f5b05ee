using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>getdents64(2) (glibc 2.30).</summary>
internal static unsafe partial class GetDents64
{
    /// <summary>Fills the buffer with struct linux_dirent64 records. Bytes, 0 at the end, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle folder, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            return (int)Native(folder, pointer, (nuint)buffer.Length);
        }
    }

    [LibraryImport("libc", EntryPoint = "getdents64", SetLastError = true)]
    private static partial nint Native(SafeFileHandle folder, byte* buffer, nuint size);
}
