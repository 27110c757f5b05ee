using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawnattr_init(3). Returns an error number.</summary>
internal static unsafe partial class SpawnAttributesInit
{
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_init")]
    public static partial int Call(byte* attributes);
}
