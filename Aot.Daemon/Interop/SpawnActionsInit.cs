using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawn_file_actions_init(3). Returns an error number.</summary>
internal static unsafe partial class SpawnActionsInit
{
    [LibraryImport("libc", EntryPoint = "posix_spawn_file_actions_init")]
    public static partial int Call(byte* fileActions);
}
