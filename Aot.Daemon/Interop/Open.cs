using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Interop;

/// <summary>open(2).</summary>
internal static partial class Open
{
    public const int ReadOnly = 0;
    public const int WriteOnly = 1;
    public const int ReadWrite = 2;
    public const int Create = 0x40;
    public const int Exclusive = 0x80;
    public const int Truncate = 0x200;
    public const int Append = 0x400;
    public const int NonBlocking = 0x800;
    public const int Directory = 0x10000;
    public const int NoFollow = 0x20000;
    public const int CloseOnExec = 0x80000;
    public const int PathOnly = 0x200000;

    /// <summary>Opens a path with the flags given (close-on-exec is added). Check IsInvalid, then Marshal.GetLastPInvokeError.</summary>
    public static SafeFileHandle File(string path, int flags, uint mode = 0) => Native(path, flags | CloseOnExec, mode);

    /// <summary>As <see cref="File"/>, the bare descriptor, or -1: for whoever closes it within the same block.</summary>
    public static int Number(string path, int flags, uint mode) => NativeNumber(path, flags | CloseOnExec, mode);

    /// <summary>Opens a folder for fsync or as the base of an *at call; throws an IOException.</summary>
    public static SafeFileHandle Folder(string path)
    {
        SafeFileHandle handle = File(path, ReadOnly | Directory);
        if (handle.IsInvalid)
        {
            throw new IOException($"open {path}: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");
        }

        return handle;
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle Native(string path, int flags, uint mode);

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int NativeNumber(string path, int flags, uint mode);
}
