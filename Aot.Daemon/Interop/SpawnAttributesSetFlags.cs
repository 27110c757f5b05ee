using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawnattr_setflags(3). Returns an error number.</summary>
internal static unsafe partial class SpawnAttributesSetFlags
{
    [LibraryImport("libc", EntryPoint = "posix_spawnattr_setflags")]
    public static partial int Call(byte* attributes, short flags);
}
