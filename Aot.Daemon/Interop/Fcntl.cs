using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>fcntl(2).</summary>
internal static partial class Fcntl
{
    /// <summary>F_SETFL: the status flags of the open file description.</summary>
    public const int SetFlags = 4;

    /// <summary>F_DUPFD_CLOEXEC.</summary>
    public const int DuplicateCloseOnExec = 1030;

    /// <summary>0 or the value asked for, or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static partial int Call(SafeHandle descriptor, int command, nint argument);
}
