using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawn_file_actions_destroy(3).</summary>
internal static unsafe partial class SpawnActionsDestroy
{
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_destroy")]
    public static partial int Call(byte* fileActions);
}
