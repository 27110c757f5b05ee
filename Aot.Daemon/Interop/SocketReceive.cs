using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>recvmsg(2).</summary>
internal static unsafe partial class SocketReceive
{
    [LibraryImport("libc", EntryPoint = "recvmsg", SetLastError = true)]
    public static partial nint Call(SafeHandle socket, SocketMessage* message, int flags);
}
