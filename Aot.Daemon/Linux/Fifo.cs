using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Named pipes, fifo(7).</summary>
internal static class Fifo
{
    private const uint OwnerOnly = 0x180; // 0600

    public static void Create(string path)
    {
        if (Mkfifo.Call(path, OwnerOnly) != 0)
        {
            throw Errno.Exception($"mkfifo {path}");
        }
    }

    /// <summary>A non-blocking reader; there need be no writer.</summary>
    public static SafeFileHandle OpenReader(string path) => Opened(path, Open.ReadOnly | Open.NonBlocking);

    /// <summary>A non-blocking writer; null when nobody reads.</summary>
    public static SafeFileHandle? TryOpenWriter(string path)
    {
        SafeFileHandle handle = Open.File(path, Open.WriteOnly | Open.NonBlocking);
        if (!handle.IsInvalid)
        {
            return handle;
        }

        return Errno.Last == Errno.ENXIO ? null : throw Errno.Exception($"open {path}");
    }

    /// <summary>A blocking end for both directions: whoever writes through it never meets a pipe without a reader.</summary>
    public static SafeFileHandle OpenBoth(string path) => Opened(path, Open.ReadWrite);

    /// <summary>Makes an end that was opened non-blocking block.</summary>
    public static void MakeBlocking(SafeFileHandle end)
    {
        if (Fcntl.Call(end, Fcntl.SetFlags, 0) != 0)
        {
            throw Errno.Exception("fcntl");
        }
    }

    private static SafeFileHandle Opened(string path, int flags)
    {
        SafeFileHandle handle = Open.File(path, flags);
        return handle.IsInvalid ? throw Errno.Exception($"open {path}") : handle;
    }
}
