using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>epoll_wait(2).</summary>
internal static unsafe partial class EpollWait
{
    /// <summary>The number of events, or -1 with errno. The timeout is in milliseconds, -1 without end.</summary>
    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static partial int Call(SafeHandle epoll, byte* events, int maximum, int timeout);
}
