using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>lchown(2).</summary>
internal static partial class Chown
{
    /// <summary>-1 as an owner or a group: leaves it.</summary>
    public const uint Unchanged = uint.MaxValue;

    /// <summary>0, or -1 with errno in Marshal.GetLastPInvokeError. Does not follow a symbolic link.</summary>
    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Call(string path, uint owner, uint group);
}
