using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>lgetxattr(2).</summary>
internal static unsafe partial class LgetXattr
{
    /// <summary>The value's length, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static long Call(string path, string name, Span<byte> value)
    {
        fixed (byte* pointer = value)
        {
            return Native(path, name, pointer, (nuint)value.Length);
        }
    }

    [LibraryImport("libc", EntryPoint = "lgetxattr", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint Native(string path, string name, byte* value, nuint size);
}
