using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>mkfifo(3).</summary>
internal static partial class Mkfifo
{
    /// <summary>0, or -1 with errno.</summary>
    [LibraryImport("libc", EntryPoint = "mkfifo", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Call(string path, uint mode);
}
