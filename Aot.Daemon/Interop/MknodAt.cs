using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>mknodat(2).</summary>
internal static unsafe partial class MknodAt
{
    public const uint Fifo = 0x1000;
    public const uint CharacterDevice = 0x2000;
    public const uint BlockDevice = 0x6000;

    /// <summary>The name is NUL-terminated; device is glibc's dev_t. 0, or -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static int Call(SafeFileHandle folder, ReadOnlySpan<byte> name, uint mode, ulong device)
    {
        fixed (byte* pointer = name)
        {
            return Native(folder, pointer, mode, device);
        }
    }

    /// <summary>makedev(3).</summary>
    public static ulong Device(uint major, uint minor) =>
        ((ulong)(major & 0xfffff000) << 32) | ((ulong)(major & 0xfff) << 8) | ((ulong)(minor & 0xffffff00) << 12) | (minor & 0xff);

    [LibraryImport("libc", EntryPoint = "mknodat", SetLastError = true)]
    private static partial int Native(SafeFileHandle folder, byte* name, uint mode, ulong device);
}
