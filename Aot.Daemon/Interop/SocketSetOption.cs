using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>setsockopt(2).</summary>
internal static unsafe partial class SocketSetOption
{
    [LibraryImport("libc", EntryPoint = "setsockopt", SetLastError = true)]
    public static partial int Call(SafeHandle socket, int level, int name, void* value, uint length);
}
