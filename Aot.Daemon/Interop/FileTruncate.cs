using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>ftruncate(2).</summary>
internal static partial class FileTruncate
{
    /// <summary>0, or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "ftruncate", SetLastError = true)]
    public static partial int Call(SafeHandle descriptor, long length);
}
