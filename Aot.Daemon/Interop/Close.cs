using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>close(2).</summary>
internal static partial class Close
{
    /// <summary>0, or -1 with errno; the descriptor is gone either way.</summary>
    [LibraryImport("libc", EntryPoint = "close", SetLastError = true)]
    public static partial int Call(int descriptor);
}
