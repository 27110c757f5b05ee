using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>posix_spawn(3). Returns an error number, not -1, as do the calls that prepare it.</summary>
internal static unsafe partial class PosixSpawn
{
    /// <summary>Room for posix_spawn_file_actions_t, posix_spawnattr_t (glibc: 80 and 336 bytes) and sigset_t (128).</summary>
    public const int StructureSize = 512;

    /// <summary>The attributes' default group, 0, is a new one.</summary>
    public const short SetProcessGroup = 0x02;
    public const short SetSignalDefaults = 0x04;
    public const short SetSignalMask = 0x08;
    public const short SetSession = 0x80;

    [LibraryImport("libc", EntryPoint = "posix_spawn")]
    public static partial int Call(out int pid, byte* path, byte* fileActions, byte* attributes, byte** arguments, byte** environment);
}
