using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawnattr_setsigmask(3). Returns an error number.</summary>
internal static unsafe partial class SpawnAttributesSetMask
{
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setsigmask")]
    public static partial int Call(byte* attributes, byte* signals);
}
