using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>listen(2).</summary>
internal static partial class SocketListen
{
    [LibraryImport("libc", EntryPoint = "listen", SetLastError = true)]
    public static partial int Call(SafeHandle socket, int backlog);
}
