using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawnattr_destroy(3).</summary>
internal static unsafe partial class SpawnAttributesDestroy
{
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_destroy")]
    public static partial int Call(byte* attributes);
}
