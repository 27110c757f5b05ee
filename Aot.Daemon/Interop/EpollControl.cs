using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>epoll_ctl(2).</summary>
internal static unsafe partial class EpollControl
{
    public const int Add = 1;
    public const int Delete = 2;
    public const int Modify = 3;

    /// <summary>0, or -1 with errno. The event is struct epoll_event in the layout of the architecture (Linux/Epoll).</summary>
    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static partial int Call(SafeHandle epoll, int operation, SafeHandle descriptor, byte* epollEvent);
}
