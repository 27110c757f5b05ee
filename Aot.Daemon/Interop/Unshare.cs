using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>unshare(2): for the calling thread alone, so on a dedicated thread that ends.</summary>
internal static partial class Unshare
{
    public const int NewMountNamespace = 0x20000;
    public const int NewNetworkNamespace = 0x40000000;

    /// <summary>0, or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static partial int Call(int flags);
}
