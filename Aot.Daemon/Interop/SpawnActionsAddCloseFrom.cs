using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawn_file_actions_addclosefrom_np(3), glibc 2.34. Returns an error number.</summary>
internal static unsafe partial class SpawnActionsAddCloseFrom
{
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_addclosefrom_np")]
    public static partial int Call(byte* fileActions, int from);
}
