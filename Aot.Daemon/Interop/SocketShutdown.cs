using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>shutdown(2).</summary>
internal static partial class SocketShutdown
{
    [LibraryImport("libc", EntryPoint = "shutdown", SetLastError = true)]
    public static partial int Call(SafeHandle socket, int how);
}
