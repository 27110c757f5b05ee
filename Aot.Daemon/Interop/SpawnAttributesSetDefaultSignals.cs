using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawnattr_setsigdefault(3). Returns an error number.</summary>
internal static unsafe partial class SpawnAttributesSetDefaultSignals
{
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigdefault")]
    public static partial int Call(byte* attributes, byte* signals);
}
