using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Images.Layers;

/// <summary>The layers below the one that is being unpacked.</summary>
/// <param name="folders">Their folders, uppermost first.</param>
internal sealed class LowerLayers(IReadOnlyList<string> folders)
{
    public static readonly LowerLayers None = new([]);

    /// <summary>Gives a new folder the owner, mode and time that the uppermost layer below has for it, if any has it.</summary>
    /// <param name="path">Relative to the layer's root, with a NUL.</param>
    public void CopyAttributes(ReadOnlySpan<byte> path, SafeFileHandle made)
    {
        foreach (string folder in folders)
        {
            using SafeFileHandle layer = Open.File(folder, Open.PathOnly | Open.Directory);
            if (layer.IsInvalid)
            {
                continue;
            }

            using SafeFileHandle found = OpenAt2.File(layer, path, Open.PathOnly | Open.NoFollow, OpenAt2.ResolveBeneath | OpenAt2.ResolveNoSymlinks);
            if (found.IsInvalid)
            {
                continue;
            }

            if (Statx.Call((int)found.DangerousGetHandle(), "", Statx.EmptyPath, Statx.BasicStats, out Statx.Result status) == 0
                && (status.Mode & FileKind.Mask) == FileKind.Directory)
            {
                Set(made, status);
            }

            return;
        }
    }

    /// <summary>All names, each with its NUL, in the roots of these layers.</summary>
    public HashSet<byte[]> NamesInRoots()
    {
        var names = new HashSet<byte[]>(NameComparer.Instance);
        foreach (string folder in folders)
        {
            using SafeFileHandle layer = Open.Folder(folder);
            names.UnionWith(FolderReader.Names(layer));
        }

        return names;
    }

    private static void Set(SafeFileHandle made, in Statx.Result status)
    {
        if (Fchown.Call(made, status.Uid, status.Gid) != 0
            || FChmod.Call(made, (uint)status.Mode & 0xfff) != 0
            || Futimens.Call(made, status.ModifyTime.Seconds, status.ModifyTime.Nanoseconds) != 0)
        {
            throw Errno.Exception("copy a folder's attributes");
        }
    }
}
