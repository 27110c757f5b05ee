using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>inotify_add_watch(2).</summary>
internal static partial class InotifyAddWatch
{
    public const uint Modify = 0x2;
    public const uint MovedTo = 0x80;
    public const uint Create = 0x100;
    public const uint Delete = 0x200;
    public const uint DeleteSelf = 0x400;
    public const uint OnlyFolder = 0x01000000;

    /// <summary>The watch's descriptor, the same one for the same inode; or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    [LibraryImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Call(SafeFileHandle instance, string path, uint events);
}
