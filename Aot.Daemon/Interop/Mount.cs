using System.Runtime.InteropServices;

namespace Aot.Daemon.Interop;

/// <summary>mount(2).</summary>
internal static unsafe partial class Mount
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

    /// <summary>The same of NUL-terminated UTF-8.</summary>
    public static int Call(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, ReadOnlySpan<byte> type, ulong flags, ReadOnlySpan<byte> options)
    {
        fixed (byte* sourceText = source, targetText = target, typeText = type, optionsText = options)
        {
            return Native(sourceText, targetText, typeText, flags, optionsText);
        }
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true)]
    private static partial int Native(byte* source, byte* target, byte* type, ulong flags, byte* options);
}
