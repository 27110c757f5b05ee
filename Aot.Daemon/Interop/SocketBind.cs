using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>bind(2).</summary>
internal static unsafe partial class SocketBind
{
    [LibraryImport("libc", EntryPoint = "bind", SetLastError = true)]
    public static partial int Call(SafeHandle socket, byte* address, uint length);
}
