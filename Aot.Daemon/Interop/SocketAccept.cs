using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>accept4(2).</summary>
internal static partial class SocketAccept
{
    [LibraryImport("libc", EntryPoint = "accept4", SetLastError = true)]
    public static partial SafeFileHandle Call(SafeHandle socket, nint address, nint length, int flags);
}
