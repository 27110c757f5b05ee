using System.Text;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Images.Snapshots;

/// <summary>
/// What dockerd puts between an image and a container: empty files and folders for mounts to go onto. As dockerd does it: a file or a link of the image that is
/// in the way, the last component's included, is removed; a folder of the image stays as it is.
/// </summary>
internal static class InitFiles
{
    private const uint Mode = 0x1ed; // 0755, also of the files, as dockerd makes them.

    private static readonly string[] Folders = ["dev/pts", "dev/shm", "proc", "sys"];
    private static readonly string[] Files = [".dockerenv", "etc/resolv.conf", "etc/hosts", "etc/hostname", "dev/console"];

    /// <summary>Makes them below a root, which may be hostile. Throws an IOException.</summary>
    public static void Make(SafeFileHandle root)
    {
        foreach (string folder in Folders)
        {
            MakeFolder(root, folder.Split('/')).Dispose();
        }

        foreach (string file in Files)
        {
            InParent(root, file, (parent, name) =>
            {
                using SafeFileHandle made = OpenAt.Call(parent, name, Open.WriteOnly | Open.Create | Open.Exclusive | Open.NoFollow, Mode);
                return made.IsInvalid || FChmod.Call(made, Mode) != 0 ? -1 : 0;
            });
        }

        InParent(root, "etc/mtab", (parent, name) => SymlinkAt.Call("/proc/mounts\0"u8, parent, name));
    }

    private static void InParent(SafeFileHandle root, string path, Func<SafeFileHandle, byte[], int> make)
    {
        string[] parts = path.Split('/');
        using SafeFileHandle parent = MakeFolder(root, parts[..^1]);
        byte[] name = Terminated(parts[^1]);
        RemoveFile(parent, name);

        // EEXIST: the image has a folder there, which dockerd leaves.
        if (make(parent, name) != 0 && Errno.Last != Errno.EEXIST)
        {
            throw Errno.Exception($"make {path}");
        }
    }

    /// <summary>Walks down folder by folder, never through a link, making what is missing.</summary>
    private static SafeFileHandle MakeFolder(SafeFileHandle root, string[] parts)
    {
        SafeFileHandle current = OpenAt.Call(root, ".\0"u8, Open.ReadOnly | Open.Directory);
        foreach (string part in parts)
        {
            byte[] name = Terminated(part);
            RemoveFile(current, name);
            bool made = MkdirAt.Call(current, name, Mode) == 0;
            if (!made && Errno.Last != Errno.EEXIST)
            {
                throw Errno.Exception($"make {part}");
            }

            SafeFileHandle next = OpenAt.Call(current, name, Open.ReadOnly | Open.Directory | Open.NoFollow);
            if (next.IsInvalid || (made && FChmod.Call(next, Mode) != 0))
            {
                throw Errno.Exception($"make {part}");
            }

            current.Dispose();
            current = next;
        }

        return current;
    }

    private static void RemoveFile(SafeFileHandle parent, byte[] name)
    {
        if (UnlinkAt.Call(parent, name, 0) != 0 && Errno.Last is not (Errno.ENOENT or Errno.EISDIR))
        {
            throw Errno.Exception("remove a file of the image");
        }
    }

    private static byte[] Terminated(string name) => Encoding.ASCII.GetBytes(name + "\0");
}
