using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Which file something is, whatever its name: its inode on its device.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>The identity of an open file.</summary>
    public static FileIdentity Of(SafeFileHandle file)
    {
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            int result = Statx.Call((int)file.DangerousGetHandle(), "", Statx.EmptyPath, Statx.BasicStats, out Statx.Result found);
            return result == 0 ? From(found) : throw Errno.Exception("statx");
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>The identity of what a path names now; null when it names nothing.</summary>
    public static FileIdentity? Of(string path)
    {
        if (Statx.Call(Statx.AtFdCwd, path, Statx.NoFollow, Statx.BasicStats, out Statx.Result found) == 0)
        {
            return From(found);
        }

        return Errno.Last is Errno.ENOENT or Errno.ENOTDIR ? null : throw Errno.Exception($"statx {path}");
    }

    private static FileIdentity From(in Statx.Result found) =>
        new(((ulong)found.DeviceMajor << 32) | found.DeviceMinor, found.Inode);
}
