using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>connect(2).</summary>
internal static unsafe partial class SocketConnect
{
    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    public static partial int Call(SafeHandle socket, byte* address, uint length);
}
