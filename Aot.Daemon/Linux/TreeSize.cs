using System.Text;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>The bytes of a tree's regular files, each inode once, as dockerd counts a container's size.</summary>
internal static class TreeSize
{
    /// <summary>Walks the tree below a folder; what disappears meanwhile is not counted. Throws an IOException.</summary>
    public static long Measure(string path)
    {
        long total = 0;
        var linked = new HashSet<ulong>();
        var pending = new Stack<string>();
        pending.Push(path);
        while (pending.TryPop(out string? folder))
        {
            using SafeFileHandle handle = Open.File(folder, Open.ReadOnly | Open.Directory | Open.NoFollow);
            if (handle.IsInvalid)
            {
                continue;
            }

            foreach (byte[] name in FolderReader.Names(handle))
            {
                string child = folder + "/" + Encoding.UTF8.GetString(name.AsSpan(0, name.Length - 1));
                if (Statx.Call(Statx.AtFdCwd, child, Statx.NoFollow, Statx.BasicStats, out Statx.Result found) != 0)
                {
                    continue;
                }

                if ((found.Mode & FileKind.Mask) == FileKind.Directory)
                {
                    pending.Push(child);
                }
                else if (found.LinkCount == 1 || linked.Add(found.Inode))
                {
                    total += (long)found.Size;
                }
            }
        }

        return total;
    }
}
