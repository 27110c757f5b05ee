using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>mount(2).</summary>
internal static partial class Mount
{
    public const ulong ReadOnly = 0x1;
    public const ulong NoSuid = 0x2;
    public const ulong NoDev = 0x4;
    public const ulong NoExec = 0x8;
    public const ulong Remount = 0x20;
    public const ulong Bind = 0x1000;
    public const ulong Recursive = 0x4000;
    public const ulong Private = 0x40000;
    public const ulong Slave = 0x80000;
    public const ulong Shared = 0x100000;

    /// <summary>0, or -1 with errno in Marshal.GetLastPInvokeError. The options, with their NUL, may fill one page at most.</summary>
    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Call(string? source, string target, string? type, ulong flags, string? options);
}
