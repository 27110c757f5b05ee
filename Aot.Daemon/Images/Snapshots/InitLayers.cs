using Aot.Daemon.Images.Layers;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Images.Snapshots;

/// <summary>
/// The layer between an image and its containers, which holds the files that every container's mounts go onto. dockerd makes one for each container; here all
/// containers of an image share one, since it depends on the image alone and is never written to: layers/&lt;chain&gt;/init. It is made through an overlay of the
/// image, so that folders keep the image's modes and owners.
/// </summary>
internal sealed class InitLayers(LayerStore layers)
{
    private const string PassingName = "passing-init";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    // Held while one is made, which happens once for an image.
    private readonly Lock _making = new();

    /// <summary>The folder of the init layer for an image's top layer, or for an image without any.</summary>
    public string PathOf(Digest? top) => Path.Combine(FolderOf(top), "init");

    /// <summary>Makes it if it is not there. Throws an IOException.</summary>
    /// <param name="chainIds">The image's layers, bottom first.</param>
    public void Ensure(IReadOnlyList<Digest> chainIds)
    {
        lock (_making)
        {
            Digest? top = chainIds.Count == 0 ? null : chainIds[^1];
            if (!Directory.Exists(PathOf(top)))
            {
                Make(top, chainIds);
            }
        }
    }

    private string FolderOf(Digest? top) => top is { } chainId ? layers.FolderOf(chainId) : Path.Combine(layers.Root, "scratch");

    private void Make(Digest? top, IReadOnlyList<Digest> chainIds)
    {
        Directory.CreateDirectory(FolderOf(top), Private);
        string passing = Path.Combine(FolderOf(top), PassingName);
        string root = Path.Combine(passing, "rootfs");
        string upper = Path.Combine(passing, "upper");
        string work = Path.Combine(passing, "work");
        string none = Path.Combine(passing, "none");
        Mounts.Detach(root);
        TreeRemoval.Delete(passing);
        foreach (string folder in (string[])[passing, root, upper, work, none])
        {
            Directory.CreateDirectory(folder);
        }

        var lower = new List<string>(chainIds.Count + 1);
        for (int i = chainIds.Count - 1; i >= 0; i--)
        {
            lower.Add(layers.DiffOf(chainIds[i]));
        }

        if (lower.Count == 0)
        {
            lower.Add(none);
        }

        if (OverlayMount.Mount(root, lower, upper, work) is not 0 and int errno)
        {
            throw Errno.Exception("mount an image's layers", errno);
        }

        try
        {
            using SafeFileHandle mounted = Open.Folder(root);
            InitFiles.Make(mounted);
        }
        finally
        {
            Mounts.Detach(root);
        }

        using (SafeFileHandle made = Open.Folder(upper))
        {
            if (SyncFs.Call(made) != 0)
            {
                throw Errno.Exception("syncfs");
            }
        }

        Directory.Move(upper, PathOf(top));
        TreeRemoval.Delete(passing);
    }
}
