using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>eventfd(2).</summary>
internal static partial class EventFd
{
    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;

    /// <summary>A counter at zero; reads and writes do not block. Check IsInvalid, then Marshal.GetLastPInvokeError.</summary>
    public static SafeFileHandle Create() => Native(0, CloseOnExec | NonBlocking);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial SafeFileHandle Native(uint initial, int flags);
}
