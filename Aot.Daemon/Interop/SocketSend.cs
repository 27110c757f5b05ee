using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>sendmsg(2).</summary>
internal static unsafe partial class SocketSend
{
    [LibraryImport("libc", EntryPoint = "sendmsg", SetLastError = true)]
    public static partial nint Call(SafeHandle socket, SocketMessage* message, int flags);
}
