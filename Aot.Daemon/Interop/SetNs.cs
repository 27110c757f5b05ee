using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>setns(2): for the calling thread alone, so on a dedicated thread that ends.</summary>
internal static partial class SetNs
{
    /// <summary>0, or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static partial int Call(SafeHandle descriptor, int kind);
}
