using System.Text;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Removes a tree that somebody else filled: by descriptors, so that no symbolic link is followed, and with paths of any depth.</summary>
internal static class TreeRemoval
{
    /// <summary>Removes what is at the path, a folder with all in it or a single file. Nothing happens when it is not there. Throws an IOException.</summary>
    public static void Delete(string path)
    {
        using SafeFileHandle parent = Open.File(Path.GetDirectoryName(path)!, Open.ReadOnly | Open.Directory);
        if (!parent.IsInvalid)
        {
            Delete(parent, Encoding.UTF8.GetBytes(Path.GetFileName(path) + "\0"));
        }
        else if (Errno.Last != Errno.ENOENT)
        {
            throw Errno.Exception($"remove {path}");
        }
    }

    /// <summary>Removes a NUL-terminated name below an open folder.</summary>
    public static void Delete(SafeFileHandle parent, byte[] name)
    {
        if (TryUnlink(parent, name))
        {
            return;
        }

        // Not recursive: a container may nest folders deeper than a stack is, or than there are descriptors. Of the folders above the current one
        // only their names are kept; the way up is `..`, which nobody renames while the tree is ours.
        var names = new Stack<byte[]>();
        var pending = new Stack<List<byte[]>>();
        SafeFileHandle current = OpenFolder(parent, name);
        try
        {
            names.Push(name);
            pending.Push(FolderReader.Names(current));
            while (names.Count > 0)
            {
                List<byte[]> children = pending.Peek();
                if (children.Count > 0)
                {
                    byte[] child = children[^1];
                    children.RemoveAt(children.Count - 1);
                    if (!TryUnlink(current, child))
                    {
                        Move(ref current, child);
                        names.Push(child);
                        pending.Push(FolderReader.Names(current));
                    }

                    continue;
                }

                pending.Pop();
                byte[] emptied = names.Pop();
                if (names.Count == 0)
                {
                    RemoveFolder(parent, emptied);
                }
                else
                {
                    Move(ref current, "..\0"u8);
                    RemoveFolder(current, emptied);
                }
            }
        }
        finally
        {
            current.Dispose();
        }
    }

    /// <summary>True when the name is gone, false when it is a folder.</summary>
    private static bool TryUnlink(SafeFileHandle folder, byte[] name)
    {
        if (UnlinkAt.Call(folder, name, 0) == 0 || Errno.Last == Errno.ENOENT)
        {
            return true;
        }

        return Errno.Last == Errno.EISDIR ? false : throw Failure(name);
    }

    private static void RemoveFolder(SafeFileHandle folder, byte[] name)
    {
        if (UnlinkAt.Call(folder, name, UnlinkAt.RemoveFolder) != 0 && Errno.Last != Errno.ENOENT)
        {
            throw Failure(name);
        }
    }

    private static void Move(ref SafeFileHandle current, ReadOnlySpan<byte> name)
    {
        SafeFileHandle next = OpenFolder(current, name);
        current.Dispose();
        current = next;
    }

    private static SafeFileHandle OpenFolder(SafeFileHandle folder, ReadOnlySpan<byte> name)
    {
        SafeFileHandle opened = OpenAt.Call(folder, name, Open.ReadOnly | Open.Directory | Open.NoFollow);
        return opened.IsInvalid ? throw Failure(name) : opened;
    }

    private static IOException Failure(ReadOnlySpan<byte> name) => Errno.Exception($"remove {Encoding.UTF8.GetString(name[..^1])}");
}
