using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>openat2(2), Linux 5.6. glibc has no wrapper for it.</summary>
internal static unsafe partial class OpenAt2
{
    public const ulong ResolveNoCrossDevice = 0x01;
    public const ulong ResolveNoMagicLinks = 0x02;
    public const ulong ResolveNoSymlinks = 0x04;
    public const ulong ResolveBeneath = 0x08;

    /// <summary>Links and `..` are resolved as if the folder were the root: nothing outside of it is reached.</summary>
    public const ulong ResolveInRoot = 0x10;

    // The same number on every architecture (include/uapi/asm-generic/unistd.h).
    private const long SystemCall = 437;

    /// <summary>Opens a path below a folder (close-on-exec is added). Check IsInvalid, then Marshal.GetLastPInvokeError.</summary>
    public static SafeFileHandle File(SafeFileHandle folder, string path, int flags, ulong resolve) =>
        File(folder, Encoding.UTF8.GetBytes(path + "\0"), flags, resolve);

    /// <summary>As the other one, for a NUL-terminated path that need not be UTF-8.</summary>
    public static SafeFileHandle File(SafeFileHandle folder, ReadOnlySpan<byte> path, int flags, ulong resolve)
    {
        bool added = false;
        try
        {
            folder.DangerousAddRef(ref added);
            return new SafeFileHandle(Number((int)folder.DangerousGetHandle(), path, flags, resolve), ownsHandle: true);
        }
        finally
        {
            if (added)
            {
                folder.DangerousRelease();
            }
        }
    }

    /// <summary>As the other ones, the bare descriptor, or -1: for whoever closes it within the same block.</summary>
    public static int Number(int folder, ReadOnlySpan<byte> path, int flags, ulong resolve)
    {
        var how = new How { Flags = (ulong)(uint)(flags | Open.CloseOnExec), Resolve = resolve };
        fixed (byte* pointer = path)
        {
            return (int)Native(SystemCall, folder, pointer, &how, (nuint)sizeof(How));
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
