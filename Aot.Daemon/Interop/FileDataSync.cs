using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>fdatasync(2).</summary>
internal static partial class FileDataSync
{
    /// <summary>0, or -1 with errno: then nobody knows what of the file is on the disk, and asking again does not tell.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int Call(SafeHandle descriptor);
}
