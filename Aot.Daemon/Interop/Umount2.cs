using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>umount2(2).</summary>
internal static partial class Umount2
{
    public const int Detach = 2;
    public const int NoFollow = 8;

    /// <summary>0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Call(string target, int flags);
}
