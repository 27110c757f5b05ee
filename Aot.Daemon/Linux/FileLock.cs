using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>flock(2) on a file made for it. The lock lasts until the last duplicate of the handle is closed, in whichever process.</summary>
internal static class FileLock
{
    private const uint OwnerOnly = 0x180; // 0600

    /// <summary>The lock; null when it is held elsewhere.</summary>
    public static SafeFileHandle? TryTake(string path)
    {
        SafeFileHandle file = Open.File(path, Open.ReadWrite | Open.Create, OwnerOnly);
        if (file.IsInvalid)
        {
            throw Errno.Exception($"open {path}");
        }

        if (Flock.Call(file, Flock.Exclusive | Flock.NonBlocking) == 0)
        {
            return file;
        }

        int errno = Errno.Last;
        file.Dispose();
        return errno == Errno.EAGAIN ? null : throw Errno.Exception($"flock {path}", errno);
    }
}
