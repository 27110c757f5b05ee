using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux;

/// <summary>Mounting and unmounting.</summary>
internal static class Mounts
{
    /// <summary>Bytes of mount(2) options that fit into the kernel's one page, without the closing NUL. Pages are 4 KiB at least.</summary>
    public const int MaxOptionBytes = 4095;

    /// <summary>Mounts an overlay; 0 or the errno.</summary>
    public static int Overlay(string target, string options) =>
        Mount.Call("overlay", target, "overlay", 0, options) == 0 ? 0 : Errno.Last;

    /// <summary>The same of NUL-terminated UTF-8.</summary>
    public static int Overlay(ReadOnlySpan<byte> target, ReadOnlySpan<byte> options) =>
        Mount.Call("overlay\0"u8, target, "overlay\0"u8, 0, options) == 0 ? 0 : Errno.Last;

    /// <summary>Mounts a tmpfs that has no devices, programs or setuid bits. Throws an IOException.</summary>
    /// <param name="options">Of tmpfs(5), e.g. `mode=1777,size=65536`.</param>
    public static void Tmpfs(string target, string options)
    {
        const ulong flags = Mount.NoSuid | Mount.NoDev | Mount.NoExec;
        if (Mount.Call("shm", target, "tmpfs", flags, options) != 0)
        {
            throw Errno.Exception($"mount tmpfs at {target}");
        }
    }

    /// <summary>Lets a file be seen at another path too, which exists. Throws an IOException.</summary>
    public static void Bind(string source, string target)
    {
        if (Mount.Call(source, target, null, Mount.Bind, null) != 0)
        {
            throw Errno.Exception($"bind {source} to {target}");
        }
    }

    /// <summary>Takes a mount out of the tree, even while it is busy; nothing happens where none is. Throws an IOException.</summary>
    public static void Detach(string target) => _ = TryDetach(target);

    /// <summary>As above; false when there was none.</summary>
    public static bool TryDetach(string target)
    {
        if (Umount2.Call(target, Umount2.Detach | Umount2.NoFollow) == 0)
        {
            return true;
        }

        return Errno.Last is Errno.EINVAL or Errno.ENOENT ? false : throw Errno.Exception($"unmount {target}");
    }

    /// <summary>The mount points of a file system type in this mount namespace, in the order mounted. Reads all of mountinfo: not for hot paths.</summary>
    public static List<string> FindPoints(string type)
    {
        var points = new List<string>();
        foreach (string line in File.ReadLines("/proc/self/mountinfo"))
        {
            // proc_pid_mountinfo(5): the mount point is the fifth field; the type follows the lone hyphen.
            int separator = line.IndexOf(" - ", StringComparison.Ordinal);
            string[] fields = line.Split(' ', 6);
            if (separator > 0 && fields.Length == 6 && line.AsSpan(separator + 3).StartsWith(type + " ", StringComparison.Ordinal))
            {
                points.Add(MountInfoText.Unescape(fields[4]));
            }
        }

        return points;
    }
}
