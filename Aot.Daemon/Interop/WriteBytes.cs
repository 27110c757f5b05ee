using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>write(2).</summary>
internal static unsafe partial class WriteBytes
{
    /// <summary>The bytes written, or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Call(SafeHandle descriptor, byte* buffer, nuint count);

    /// <summary>The same of a bare descriptor.</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    public static partial nint Call(int descriptor, byte* buffer, nuint count);
}
