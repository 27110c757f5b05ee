using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>flock(2).</summary>
internal static partial class Flock
{
    public const int Exclusive = 2;
    public const int NonBlocking = 4;

    /// <summary>0, or -1 with errno (EAGAIN: somebody else holds it).</summary>
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Call(SafeHandle descriptor, int operation);
}
