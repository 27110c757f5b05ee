using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>getsockopt(2).</summary>
internal static unsafe partial class SocketGetOption
{
    [LibraryImport("libc", EntryPoint = "getsockopt", SetLastError = true)]
    public static partial int Call(SafeHandle socket, int level, int name, void* value, uint* length);
}
