using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>epoll_create1(2).</summary>
internal static partial class EpollCreate
{
    private const int CloseOnExec = 0x80000;

    /// <summary>A new instance; invalid with errno on failure.</summary>
    public static SafeFileHandle Call() => Native(CloseOnExec);

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial SafeFileHandle Native(int flags);
}
