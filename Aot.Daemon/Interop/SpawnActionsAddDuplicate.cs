using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawn_file_actions_adddup2(3). Returns an error number.</summary>
internal static unsafe partial class SpawnActionsAddDuplicate
{
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_adddup2")]
    public static partial int Call(byte* fileActions, int descriptor, int target);
}
