using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>openat2(2), Linux 5.6; by number, since glibc has no name for it. The number is the same on every architecture.</summary>
internal static unsafe partial class OpenAt2
{
    public const ulong NoCrossDevice = 0x01;
    public const ulong NoMagicLinks = 0x02;
    public const ulong NoSymlinks = 0x04;
    public const ulong Beneath = 0x08;
    public const ulong InRoot = 0x10;

    private const long Number = 437;

    /// <summary>Opens a NUL-terminated path, resolved by the rules given (close-on-exec is added). -1 with errno in Marshal.GetLastPInvokeError.</summary>
    public static SafeFileHandle Call(SafeFileHandle folder, ReadOnlySpan<byte> path, int flags, ulong resolve)
    {
        var how = new How { Flags = (ulong)(flags | Open.CloseOnExec), Resolve = resolve };
        fixed (byte* pointer = path)
        {
            bool added = false;
            try
            {
                folder.DangerousAddRef(ref added);
                return new SafeFileHandle((nint)Native(Number, folder.DangerousGetHandle(), pointer, &how, (nuint)sizeof(How)), ownsHandle: true);
            }
            finally
            {
                if (added)
                {
                    folder.DangerousRelease();
                }
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Native(long number, long folder, byte* path, How* how, nuint size);

    /// <summary>struct open_how of linux/openat2.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct How
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
