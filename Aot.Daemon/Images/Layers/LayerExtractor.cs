using System.Text;
using Aot.Daemon.Images.Tar;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Images.Layers;

/// <summary>
/// Turns the entries of one layer's archive into files below a folder, with whiteouts in overlayfs' form (OCI image spec, layer). The archive is hostile:
/// <see cref="EntryPath"/> and <see cref="LayerTree"/> confine it. Uses the kernel's order: owner, then extended attributes, then mode, then times, since each
/// of the earlier ones may undo a later one.
/// </summary>
internal sealed class LayerExtractor(LayerTree tree, LowerLayers lower)
{
    private const string OverlayXattrs = "trusted.overlay.";

    /// <summary>Folders get their times at the end: what is put into one changes them.</summary>
    private readonly Dictionary<string, (byte[] Path, TarTime Time)> _folderTimes = [];

    private bool _isRootOpaque;

    /// <summary>Bytes of the regular files and of the symbolic links' targets so far, as dockerd counts.</summary>
    public long Size { get; private set; }

    /// <summary>Unpacks all entries. Fails as Invalid when the archive is to blame, else as System; the caller removes what was made.</summary>
    public async ValueTask ExtractAsync(TarReader reader, CancellationToken cancellationToken)
    {
        while (await reader.NextAsync(cancellationToken) is { } entry)
        {
            EntryPath path = EntryPath.Parse(entry.Name.Span);
            switch (Whiteouts.Classify(path))
            {
                case WhiteoutKind.None when path.IsRoot:
                    SetRoot(entry);
                    break;
                case WhiteoutKind.None:
                    await ExtractAsync(reader, entry, path, cancellationToken);
                    break;
                case WhiteoutKind.Opaque:
                    MakeOpaque(path);
                    break;
                case WhiteoutKind.Remove:
                    MakeWhiteout(path.WithName(Whiteouts.HiddenName(path)));
                    break;
            }
        }

        if (_isRootOpaque)
        {
            HideRoots();
        }

        foreach ((byte[] path, TarTime time) in _folderTimes.Values)
        {
            using SafeFileHandle folder = tree.TryOpenFolder(path);
            if (!folder.IsInvalid)
            {
                Check(Futimens.Call(folder, time.Seconds, time.Nanoseconds), path);
            }
        }
    }

    private static void Check(int result, byte[] path)
    {
        if (result != 0)
        {
            throw LayerTree.Failure(path, Errno.Last);
        }
    }

    private async ValueTask ExtractAsync(TarReader reader, TarEntry entry, EntryPath path, CancellationToken cancellationToken)
    {
        switch (entry.Type)
        {
            case TarEntryType.File:
                await MakeFileAsync(reader, entry, path, cancellationToken);
                break;
            case TarEntryType.Folder:
                MakeFolder(entry, path);
                break;
            case TarEntryType.HardLink:
                MakeHardLink(entry, path);
                break;
            case TarEntryType.SymbolicLink:
                MakeSymbolicLink(entry, path);
                break;
            default:
                MakeNode(entry, path);
                break;
        }
    }

    private async ValueTask MakeFileAsync(TarReader reader, TarEntry entry, EntryPath path, CancellationToken cancellationToken)
    {
        SafeFileHandle? created = null;
        tree.Make(path, (parent, name) =>
        {
            created = OpenAt.Call(parent, name, Open.WriteOnly | Open.Create | Open.Exclusive | Open.NoFollow, 0x180 /* 0600 */);
            return created.IsInvalid ? -1 : 0;
        });
        using SafeFileHandle file = created!;
        long written = 0;
        while (await reader.ReadAsync(cancellationToken) is { IsEmpty: false } part)
        {
            try
            {
                RandomAccess.Write(file, part.Span, written);
            }
            catch (IOException failure)
            {
                throw DaemonException.System($"unpacking {entry.DisplayName}: {failure.Message}", failure);
            }

            written += part.Length;
        }

        Size += written;
        SetAttributes(file, entry, path);
        Check(Futimens.Call(file, entry.ModifiedAt.Seconds, entry.ModifiedAt.Nanoseconds), path.Full);
    }

    private void MakeFolder(TarEntry entry, EntryPath path)
    {
        (SafeFileHandle opened, bool replacesWhiteout) = tree.MakeFolder(path);
        using SafeFileHandle folder = opened;
        SetAttributes(folder, entry, path);
        if (replacesWhiteout)
        {
            LayerTree.SetOpaque(folder);
        }

        RememberTime(entry, path);
    }

    private void SetRoot(TarEntry entry)
    {
        if (entry.Type != TarEntryType.Folder)
        {
            throw DaemonException.Invalid($"invalid tar archive: {entry.DisplayName} is no folder");
        }

        var path = new EntryPath(".\0"u8.ToArray(), [0]);
        SetAttributes(tree.Root, entry, path);
        RememberTime(entry, path);
    }

    private void RememberTime(TarEntry entry, EntryPath path)
    {
        byte[] full = path.Full;
        _folderTimes[Encoding.Latin1.GetString(full)] = (full, entry.ModifiedAt);
        if (_folderTimes.Count > TarLimits.MaxFolders)
        {
            throw DaemonException.Invalid($"layer has more than {TarLimits.MaxFolders} folders");
        }
    }

    private void MakeHardLink(TarEntry entry, EntryPath path)
    {
        EntryPath target = EntryPath.Parse(entry.LinkName.Span);
        if (target.IsRoot)
        {
            throw DaemonException.Invalid($"invalid tar archive: {entry.DisplayName} links to a folder");
        }

        if (path.Full.AsSpan().SequenceEqual(target.Full))
        {
            return;
        }

        // The target was made by this archive or it does not exist; its last component is not followed.
        using SafeFileHandle targetFolder = tree.TryOpenFolder(target.Parent);
        if (targetFolder.IsInvalid)
        {
            throw LayerTree.Failure(target.Full, Errno.Last);
        }

        tree.Make(path, (parent, name) => LinkAt.Call(targetFolder, target.Name, parent, name));
    }

    private void MakeSymbolicLink(TarEntry entry, EntryPath path)
    {
        if (entry.LinkName.Length is 0 or > TarLimits.MaxPath || entry.LinkName.Span.Contains((byte)0))
        {
            throw DaemonException.Invalid($"invalid tar archive: {entry.DisplayName} links to nothing or too far");
        }

        byte[] target = [.. entry.LinkName.Span, 0];
        tree.Make(path, (parent, name) => SymlinkAt.Call(target, parent, name));
        Size += entry.LinkName.Length;
        SetAttributesByName(entry, path);
    }

    private void MakeNode(TarEntry entry, EntryPath path)
    {
        uint kind = entry.Type switch
        {
            TarEntryType.CharacterDevice => MknodAt.CharacterDevice,
            TarEntryType.BlockDevice => MknodAt.BlockDevice,
            _ => MknodAt.Fifo,
        };
        ulong device = MknodAt.Device(entry.DeviceMajor, entry.DeviceMinor);
        tree.Make(path, (parent, name) => MknodAt.Call(parent, name, kind | 0x180 /* 0600 */, device));
        SetAttributesByName(entry, path);
    }

    private void SetAttributes(SafeFileHandle file, TarEntry entry, EntryPath path)
    {
        Check(Fchown.Call(file, entry.Uid, entry.Gid), path.Full);
        foreach ((string name, byte[] value) in entry.Xattrs)
        {
            if (IsAllowed(name))
            {
                CheckXattr(FsetXattr.Call(file, Encoding.UTF8.GetBytes(name + "\0"), value), path);
            }
        }

        Check(FChmod.Call(file, entry.Mode), path.Full);
    }

    /// <summary>For what must not, or cannot, be opened. What stands at the name was made just now by us, in a folder that is ours alone.</summary>
    private void SetAttributesByName(TarEntry entry, EntryPath path)
    {
        SafeFileHandle parent = tree.OpenParent(path);
        Check(FchownAt.Call(parent, path.Name, entry.Uid, entry.Gid), path.Full);
        if (entry.Xattrs.Count > 0)
        {
            byte[] viaDescriptor = [.. Encoding.ASCII.GetBytes($"/proc/self/fd/{parent.DangerousGetHandle()}/"), .. path.Name];
            foreach ((string name, byte[] value) in entry.Xattrs)
            {
                if (IsAllowed(name))
                {
                    CheckXattr(LsetXattr.Call(viaDescriptor, Encoding.UTF8.GetBytes(name + "\0"), value), path);
                }
            }
        }

        if (entry.Type != TarEntryType.SymbolicLink)
        {
            Check(FchmodAt.Call(parent, path.Name, entry.Mode), path.Full);
        }

        Check(UtimensAt.Call(parent, path.Name, entry.ModifiedAt.Seconds, entry.ModifiedAt.Nanoseconds), path.Full);
    }

    /// <summary>Overlayfs' own attributes are not an archive's to set: they redirect lookups and hide files.</summary>
    private static bool IsAllowed(string xattr) => !xattr.StartsWith(OverlayXattrs, StringComparison.Ordinal);

    /// <summary>A file system, or a kind of file, that knows no such attribute is no reason to refuse an image (dockerd's rule).</summary>
    private static void CheckXattr(int result, EntryPath path)
    {
        if (result != 0 && Errno.Last is not (Errno.EOPNOTSUPP or Errno.EPERM))
        {
            throw LayerTree.Failure(path.Full, Errno.Last);
        }
    }

    private void MakeOpaque(EntryPath marker)
    {
        SafeFileHandle folder = tree.OpenParent(marker);
        LayerTree.SetOpaque(folder);
        _isRootOpaque |= marker.Parent.AsSpan().SequenceEqual(".\0"u8);
    }

    /// <summary>The kernel merges the roots of layers whatever they are marked with, so an opaque root hides name by name.</summary>
    private void HideRoots()
    {
        foreach (byte[] name in lower.NamesInRoots())
        {
            MakeWhiteout(new EntryPath(".\0"u8.ToArray(), name));
        }
    }

    private void MakeWhiteout(EntryPath path)
    {
        SafeFileHandle parent = tree.OpenParent(path);
        if (MknodAt.Call(parent, path.Name, MknodAt.CharacterDevice, 0) == 0)
        {
            return;
        }

        if (Errno.Last != Errno.EEXIST)
        {
            throw LayerTree.Failure(path.Full, Errno.Last);
        }

        // This layer has the name too: whiteouts speak of the layers below only. What is no folder hides those already.
        using SafeFileHandle folder = OpenAt.Call(parent, path.Name, Open.ReadOnly | Open.Directory | Open.NoFollow);
        if (!folder.IsInvalid)
        {
            LayerTree.SetOpaque(folder);
        }
    }
}
