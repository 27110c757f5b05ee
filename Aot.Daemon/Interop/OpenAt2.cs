using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>openat2(2), Linux 5.6. glibc has no wrapper for it.</summary>
internal static unsafe partial class OpenAt2
{
    /// <summary>Links and `..` are resolved as if the folder were the root: nothing outside of it is reached.</summary>
    public const ulong ResolveInRoot = 0x10;
    public const ulong ResolveNoMagicLinks = 0x02;

    // The same number on every architecture (include/uapi/asm-generic/unistd.h).
    private const long SystemCall = 437;

    /// <summary>Opens a path below a folder (close-on-exec is added). Check IsInvalid, then Marshal.GetLastPInvokeError.</summary>
    public static SafeFileHandle File(SafeFileHandle folder, string path, int flags, ulong resolve)
    {
        var how = new How { Flags = (ulong)(uint)(flags | Open.CloseOnExec), Resolve = resolve };
        bool added = false;
        try
        {
            folder.DangerousAddRef(ref added);
            long result = Native(SystemCall, (int)folder.DangerousGetHandle(), path, &how, (nuint)sizeof(How));
            return new SafeFileHandle((nint)result, ownsHandle: true);
        }
        finally
        {
            if (added)
            {
                folder.DangerousRelease();
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial long Native(long number, int folder, string path, How* how, nuint size);

    /// <summary>struct open_how.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct How
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
