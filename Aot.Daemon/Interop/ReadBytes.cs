using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>read(2).</summary>
internal static unsafe partial class ReadBytes
{
    /// <summary>The bytes read, 0 at the end, or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Call(SafeHandle descriptor, byte* buffer, nuint count);

    /// <summary>The same of a bare descriptor.</summary>
    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    public static partial nint Call(int descriptor, byte* buffer, nuint count);
}
