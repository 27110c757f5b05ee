using System.Collections.Concurrent;
using Aot.Daemon.Images.Layers;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Snapshots;

/// <summary>
/// The root file systems of containers: overlays of an image's layers, its init layer and the container's own upper folder. In a container's folder:
/// fs/upper and fs/work, and rootfs, the mount point. Nothing but system calls on the start path; a mount takes about 0.2 ms.
/// Failures are DaemonExceptions of kind System unless said otherwise.
/// </summary>
internal sealed class FsSnapshotService(LayerStore layers)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode Accessible = Private | UnixFileMode.GroupRead | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    // Images that containers are started from are few; past this many the rest are put together each time.
    private const int KeptLower = 64;

    private const string FsName = "fs";

    private readonly InitLayers _initLayers = new(layers);
    private readonly ConcurrentDictionary<string, LowerFolders> _lower = new(StringComparer.Ordinal);

    /// <summary>The name that dockerd's clients know this kind of file system by.</summary>
    public const string DriverName = "overlay2";

    /// <summary>The mount point within a container's folder.</summary>
    public const string RootFsName = "rootfs";

    /// <summary>The mount point of a container.</summary>
    public static string RootFsOf(string containerFolder) => Path.Combine(containerFolder, RootFsName);

    /// <summary>Makes a container's upper and work folders and its mount point.</summary>
    public void Create(string containerFolder)
    {
        try
        {
            Directory.CreateDirectory(FsOf(containerFolder), Private);
            Directory.CreateDirectory(UpperOf(containerFolder), Accessible);
            File.SetUnixFileMode(UpperOf(containerFolder), Accessible);
            Directory.CreateDirectory(WorkOf(containerFolder), Private);
            Directory.CreateDirectory(RootFsOf(containerFolder), Accessible);
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"creating a container's file system: {failure.Message}", failure);
        }
    }

    /// <summary>Where a container's file system is on the host, in the words of dockerd's `GraphDriver.Data`.</summary>
    public SortedDictionary<string, string> DescribePaths(string containerFolder, IReadOnlyList<string> chainIds) => new(StringComparer.Ordinal)
    {
        ["LowerDir"] = string.Join(':', chainIds.Reverse().Select(chainId => layers.DiffOf(Digest.Parse(chainId)))),
        ["MergedDir"] = RootFsOf(containerFolder),
        ["UpperDir"] = UpperOf(containerFolder),
        ["WorkDir"] = WorkOf(containerFolder),
    };

    /// <summary>Makes what all containers of an image share, so that the first start does not have to.</summary>
    /// <param name="chainIds">The image's layers, bottom first.</param>
    public void Prepare(IReadOnlyList<Digest> chainIds)
    {
        try
        {
            _initLayers.Ensure(chainIds);
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"preparing an image's file system: {failure.Message}", failure);
        }
    }

    /// <summary>Mounts a container's overlay at its rootfs.</summary>
    /// <param name="chainIds">The image's layers as `sha256:...` chain ids, bottom first, as in the container's record.</param>
    public void Mount(string containerFolder, IReadOnlyList<string> chainIds)
    {
        LowerFolders lower = LowerOf(chainIds);
        int errno = OverlayMount.Mount(containerFolder, FsName, lower);
        if (errno == Errno.ENOENT)
        {
            // The init layer is made when an image comes; it may be missing after a crash just then.
            Prepare([.. chainIds.Select(Digest.Parse)]);
            errno = OverlayMount.Mount(containerFolder, FsName, lower);
        }

        if (errno != 0)
        {
            throw DaemonException.System(Describe(containerFolder, lower, errno));
        }
    }

    /// <summary>When a container's overlay was mounted for the first time: the kernel then makes a folder of its own in the work folder, which stays. Null:
    /// never.</summary>
    public static DateTimeOffset? FirstMounted(string containerFolder)
    {
        var kernels = new DirectoryInfo(Path.Combine(WorkOf(containerFolder), "work"));
        return kernels.Exists ? kernels.CreationTimeUtc : null;
    }

    /// <summary>Takes the overlay out of the tree, even while it is busy. Nothing happens when it is not mounted.</summary>
    public void Unmount(string containerFolder)
    {
        try
        {
            Mounts.Detach(RootFsOf(containerFolder));
        }
        catch (IOException failure)
        {
            throw DaemonException.System(failure.Message, failure);
        }
    }

    /// <summary>Unmounts and removes all that <see cref="Create"/> made and the container wrote. Nothing happens when it is not there.</summary>
    public void Remove(string containerFolder)
    {
        Unmount(containerFolder);
        try
        {
            TreeRemoval.Delete(FsOf(containerFolder));
            TreeRemoval.Delete(RootFsOf(containerFolder));
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"removing a container's file system: {failure.Message}", failure);
        }
    }

    /// <summary>The folders of containers whose overlay is mounted. Reads all mounts of the machine: for the restart, not for the start path.</summary>
    /// <param name="containersFolder">&lt;data-root&gt;/containers.</param>
    public static IReadOnlyList<string> FindMounted(string containersFolder)
    {
        var found = new List<string>();
        foreach (string point in Mounts.FindPoints("overlay"))
        {
            if (Path.GetDirectoryName(point) is { } folder && point == RootFsOf(folder) && Path.GetDirectoryName(folder) == containersFolder)
            {
                found.Add(folder);
            }
        }

        return found;
    }

    /// <summary>Bytes that the container wrote (SizeRw). Walks its upper folder.</summary>
    public long SizeOfChanges(string containerFolder)
    {
        try
        {
            return TreeSize.Measure(UpperOf(containerFolder));
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"measuring a container: {failure.Message}", failure);
        }
    }

    /// <summary>Bytes of an image's layers; with <see cref="SizeOfChanges"/> it makes SizeRootFs.</summary>
    public long SizeOfLayers(IReadOnlyList<string> chainIds)
    {
        long size = 0;
        foreach (string chainId in chainIds)
        {
            size += layers.Find(Digest.Parse(chainId))?.Size ?? 0;
        }

        return size;
    }

    private static string FsOf(string containerFolder) => Path.Combine(containerFolder, FsName);

    private static string UpperOf(string containerFolder) => Path.Combine(containerFolder, FsName, "upper");

    private static string WorkOf(string containerFolder) => Path.Combine(containerFolder, FsName, "work");

    private LowerFolders LowerOf(IReadOnlyList<string> chainIds)
    {
        // A chain id stands for all layers up to it.
        string top = chainIds.Count == 0 ? "" : chainIds[^1];
        if (_lower.TryGetValue(top, out LowerFolders? known))
        {
            return known;
        }

        var paths = new List<string>(chainIds.Count + 1) { _initLayers.PathOf(top.Length == 0 ? null : Digest.Parse(top)) };
        for (int i = chainIds.Count - 1; i >= 0; i--)
        {
            paths.Add(layers.DiffOf(Digest.Parse(chainIds[i])));
        }

        var lower = new LowerFolders(paths);
        if (_lower.Count < KeptLower)
        {
            _lower[top] = lower;
        }

        return lower;
    }

    private static string Describe(string containerFolder, LowerFolders lower, int errno)
    {
        string? missing = lower.Paths.Append(UpperOf(containerFolder)).FirstOrDefault(folder => !Directory.Exists(folder));
        return Errno.Exception("mounting a container's file system", errno).Message + (missing is null ? "" : $" ({missing} is missing)");
    }
}
