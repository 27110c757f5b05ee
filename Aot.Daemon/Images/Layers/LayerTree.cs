using System.Text;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Images.Layers;

/// <summary>
/// The folder that a layer is unpacked into, and the one place that turns names of an archive into files. A parent is resolved by openat2(2) (Linux 5.6) with
/// the layer as its root: a symbolic link within it is followed as the container would, and none leads out of it. A last component is never followed: it is made
/// anew, or it is removed first.
/// </summary>
internal sealed class LayerTree(SafeFileHandle root, LowerLayers lower) : IDisposable
{
    public const uint DefaultFolderMode = 0x1ed; // 0755
    private const ulong Confined = OpenAt2.ResolveInRoot | OpenAt2.ResolveNoMagicLinks | OpenAt2.ResolveNoCrossDevice;
    private const int MaxAttempts = 128;

    // Archives list folder by folder, so the last parent is mostly the next one too. It is forgotten when anything is replaced.
    private SafeFileHandle? _lastParent;
    private byte[] _lastParentPath = [];

    public SafeFileHandle Root { get; } = root;

    /// <summary>The folder that an entry lies in; made, with those above it, when it is missing. The tree keeps the handle.</summary>
    public SafeFileHandle OpenParent(EntryPath path)
    {
        if (_lastParent is { } last && path.Parent.AsSpan().SequenceEqual(_lastParentPath))
        {
            return last;
        }

        SafeFileHandle opened = Resolve(path.Parent);
        if (opened.IsInvalid && Errno.Last is (Errno.ENOENT or Errno.ENOTDIR))
        {
            MakeFolders(path.Parent);
            opened = Resolve(path.Parent);
        }

        if (opened.IsInvalid)
        {
            throw Failure(path.Parent, Errno.Last);
        }

        Forget();
        (_lastParent, _lastParentPath) = (opened, path.Parent);
        return opened;
    }

    /// <summary>An existing folder; invalid with errno set when it is not there. The caller disposes it.</summary>
    public SafeFileHandle TryOpenFolder(ReadOnlySpan<byte> path) => Resolve(path);

    /// <summary>Makes something that must not exist yet; when it does, what stands there is removed first. The call gives 0, or -1 with errno.</summary>
    public void Make(EntryPath path, Func<SafeFileHandle, byte[], int> call)
    {
        SafeFileHandle parent = OpenParent(path);
        if (call(parent, path.Name) == 0)
        {
            return;
        }

        if (Errno.Last == Errno.EEXIST)
        {
            parent = Remove(path);
            if (call(parent, path.Name) == 0)
            {
                return;
            }
        }

        throw Failure(path.Full, Errno.Last);
    }

    /// <summary>Makes a folder, or takes one that is there; anything else that stands there is removed first.</summary>
    /// <returns>The folder, which the caller disposes, and whether it replaces a whiteout, which hid what the layers below have there.</returns>
    public (SafeFileHandle Folder, bool ReplacesWhiteout) MakeFolder(EntryPath path)
    {
        SafeFileHandle parent = OpenParent(path);
        bool replacesWhiteout = false;
        if (MkdirAt.Call(parent, path.Name, DefaultFolderMode) != 0)
        {
            if (Errno.Last != Errno.EEXIST)
            {
                throw Failure(path.Full, Errno.Last);
            }

            SafeFileHandle existing = OpenAt.Call(parent, path.Name, Open.ReadOnly | Open.Directory | Open.NoFollow);
            if (!existing.IsInvalid)
            {
                return (existing, false);
            }

            replacesWhiteout = IsWhiteout(parent, path.Name);
            parent = Remove(path);
            if (MkdirAt.Call(parent, path.Name, DefaultFolderMode) != 0)
            {
                throw Failure(path.Full, Errno.Last);
            }
        }

        SafeFileHandle folder = OpenAt.Call(parent, path.Name, Open.ReadOnly | Open.Directory | Open.NoFollow);
        return folder.IsInvalid ? throw Failure(path.Full, Errno.Last) : (folder, replacesWhiteout);
    }

    /// <summary>Removes what stands at a path, with all below it.</summary>
    /// <returns>The parent, opened anew.</returns>
    public SafeFileHandle Remove(EntryPath path)
    {
        TreeRemoval.Delete(OpenParent(path), path.Name);
        Forget();
        return OpenParent(path);
    }

    /// <summary>An overlay's whiteout: a character device 0/0 (Documentation/filesystems/overlayfs.rst).</summary>
    public static bool IsWhiteout(SafeFileHandle parent, byte[] name) =>
        Status(parent, name) is { } status && (status.Mode & FileKind.Mask) == FileKind.CharacterDevice && status.SpecialMajor == 0 && status.SpecialMinor == 0;

    /// <summary>What stands at a name, itself and not what it links to; null for nothing.</summary>
    public static Statx.Result? Status(SafeFileHandle parent, byte[] name)
    {
        using SafeFileHandle handle = OpenAt.Call(parent, name, Open.PathOnly | Open.NoFollow);
        return !handle.IsInvalid && Statx.Call((int)handle.DangerousGetHandle(), "", Statx.EmptyPath, Statx.BasicStats, out Statx.Result result) == 0
            ? result
            : null;
    }

    /// <summary>Hides what the layers below have in a folder (trusted.overlay.opaque, Documentation/filesystems/overlayfs.rst).</summary>
    public static void SetOpaque(SafeFileHandle folder)
    {
        if (FsetXattr.Call(folder, "trusted.overlay.opaque\0"u8, "y"u8) != 0)
        {
            throw DaemonException.System("marking a folder as opaque failed", Errno.Exception("fsetxattr"));
        }
    }

    /// <summary>The failure of a system call on an archive's entry: the archive's fault, unless it is the disk's.</summary>
    public static DaemonException Failure(ReadOnlySpan<byte> path, int errno)
    {
        IOException cause = Errno.Exception($"unpacking {Encoding.UTF8.GetString(path.TrimEnd((byte)0))}", errno);
        return errno is Errno.ENOSPC or Errno.EDQUOT or Errno.EIO or Errno.EPERM or Errno.EACCES
            ? DaemonException.System(cause.Message, cause)
            : DaemonException.Invalid(cause.Message, cause);
    }

    /// <summary>The root stays open: it is the caller's.</summary>
    public void Dispose() => Forget();

    private void Forget()
    {
        _lastParent?.Dispose();
        _lastParent = null;
    }

    private SafeFileHandle Resolve(ReadOnlySpan<byte> path)
    {
        // EAGAIN: something on the machine was renamed or mounted while `..` in a link was followed (openat2(2)).
        for (int attempt = 0; ; attempt++)
        {
            SafeFileHandle opened = OpenAt2.File(Root, path, Open.ReadOnly | Open.Directory, Confined);
            if (!opened.IsInvalid || Errno.Last != Errno.EAGAIN || attempt == MaxAttempts)
            {
                return opened;
            }
        }
    }

    /// <summary>Makes what is missing of a path of folders. Such a folder looks as in the layers below, for it would hide how it looks there.</summary>
    private void MakeFolders(byte[] path)
    {
        for (int end = 1; end <= path.Length; end++)
        {
            if (path[end - 1] is (byte)'/' or 0)
            {
                MakeMissingFolder(EntryPath.Parse(path.AsSpan(0, end - 1)));
            }
        }
    }

    private void MakeMissingFolder(EntryPath path)
    {
        using SafeFileHandle existing = Resolve(path.Full);
        if (!existing.IsInvalid)
        {
            return;
        }

        int errno = Errno.Last;
        using SafeFileHandle parent = Resolve(path.Parent);
        bool replacesWhiteout = errno == Errno.ENOTDIR && !parent.IsInvalid && IsWhiteout(parent, path.Name);
        if (replacesWhiteout)
        {
            TreeRemoval.Delete(parent, path.Name);
        }
        else if (errno != Errno.ENOENT)
        {
            throw Failure(path.Full, errno);
        }

        if (parent.IsInvalid || MkdirAt.Call(parent, path.Name, DefaultFolderMode) != 0)
        {
            throw Failure(path.Full, Errno.Last);
        }

        using SafeFileHandle made = OpenAt.Call(parent, path.Name, Open.ReadOnly | Open.Directory | Open.NoFollow);
        if (made.IsInvalid || FChmod.Call(made, DefaultFolderMode) != 0)
        {
            throw Failure(path.Full, Errno.Last);
        }

        if (replacesWhiteout)
        {
            SetOpaque(made);
        }
        else
        {
            lower.CopyAttributes(path.Full, made);
        }
    }
}
