using System.Collections.Concurrent;
using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Images.Tar;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Images.Layers;

/// <summary>
/// The unpacked layers: &lt;data-root&gt;/layers/&lt;chain&gt;/{layer.json, diff/, init/}. A layer is unpacked under a passing name, written out with syncfs and only
/// then renamed: a power cut leaves a whole layer or none. Layers are never changed afterwards.
/// </summary>
internal sealed class LayerStore : IDisposable
{
    private const string PassingPrefix = ".passing-";
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly ConcurrentDictionary<Digest, LayerRecord> _known = new();

    /// <summary>One layer is unpacked at a time: it bounds memory, and two loads of the same layer do its work once.</summary>
    private readonly AsyncGate _gate = new();

    private LayerStore(string root) => Root = root;

    /// <summary>&lt;data-root&gt;/layers.</summary>
    public string Root { get; }

    /// <summary>Opens or makes the store; what an earlier life was still unpacking or removing is removed.</summary>
    public static LayerStore Open(string root)
    {
        Directory.CreateDirectory(root, Private);
        foreach (string leftover in Directory.EnumerateDirectories(root, PassingPrefix + "*"))
        {
            TreeRemoval.Delete(leftover);
        }

        return new LayerStore(root);
    }

    public string FolderOf(Digest chainId) => Path.Combine(Root, chainId.Hex);

    /// <summary>The layer's files.</summary>
    public string DiffOf(Digest chainId) => Path.Combine(FolderOf(chainId), "diff");

    /// <summary>What is known of an unpacked layer; null when it is not there or damaged.</summary>
    public LayerRecord? Find(Digest chainId)
    {
        if (_known.TryGetValue(chainId, out LayerRecord? known))
        {
            return known;
        }

        try
        {
            byte[] json = File.ReadAllBytes(RecordPath(FolderOf(chainId)));
            LayerRecord record = ImageJson.Parse(json, ImageJson.Context.LayerRecord, "layer record");
            return record.ChainId == chainId.Value && Directory.Exists(DiffOf(chainId)) ? _known[chainId] = record : null;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or DaemonException)
        {
            return null;
        }
    }

    /// <summary>Unpacks a layer on top of others; one that is there already is not unpacked again. Fails as Invalid when the archive is hostile, damaged or
    /// another one than expected, and leaves nothing.</summary>
    /// <param name="below">The chain ids of the layers below, bottom first.</param>
    /// <param name="blob">The digest of the layer's archive, plain or gzip.</param>
    /// <param name="path">Where the archive is.</param>
    /// <param name="diffId">The expected digest of the plain archive.</param>
    /// <param name="progress">Told now and then of bytes done and in all.</param>
    public async ValueTask<LayerRecord> UnpackAsync(
        IReadOnlyList<Digest> below, Digest blob, string path, Digest diffId, Func<long, long, ValueTask>? progress, CancellationToken cancellationToken)
    {
        using (await _gate.EnterAsync(cancellationToken))
        {
            Digest? parent = below.Count == 0 ? null : below[^1];
            if (Find(ChainId.Of(parent, diffId)) is { } present)
            {
                // An archive may come with another blob for a layer that is there: it is not believed either.
                if (present.Blob != blob.Value)
                {
                    Require(diffId, await LayerArchive.DiffIdAsync(path, cancellationToken));
                }

                return present;
            }

            string passing = Path.Combine(Root, PassingPrefix + Path.GetRandomFileName());
            try
            {
                return await UnpackAsync(passing, below, blob, path, diffId, progress, cancellationToken);
            }
            catch (IOException failure)
            {
                throw DaemonException.System($"unpacking a layer: {failure.Message}", failure);
            }
            finally
            {
                TreeRemoval.Delete(passing);
            }
        }
    }

    /// <summary>Removes a layer that nothing uses.</summary>
    public void Remove(Digest chainId)
    {
        _known.TryRemove(chainId, out _);
        string folder = FolderOf(chainId);
        if (Directory.Exists(folder))
        {
            string passing = Path.Combine(Root, PassingPrefix + Path.GetRandomFileName());
            Directory.Move(folder, passing);
            TreeRemoval.Delete(passing);
        }
    }

    /// <summary>Every layer that is there.</summary>
    public IEnumerable<Digest> List()
    {
        foreach (string folder in Directory.EnumerateDirectories(Root))
        {
            if (Digest.TryParse("sha256:" + Path.GetFileName(folder), out Digest chainId))
            {
                yield return chainId;
            }
        }
    }

    public void Dispose() => _gate.Dispose();

    private static string RecordPath(string folder) => Path.Combine(folder, "layer.json");

    private async ValueTask<LayerRecord> UnpackAsync(
        string passing, IReadOnlyList<Digest> below, Digest blob, string path, Digest expected, Func<long, long, ValueTask>? progress,
        CancellationToken cancellationToken)
    {
        string diff = Path.Combine(passing, "diff");
        Directory.CreateDirectory(passing, Private);
        Directory.CreateDirectory(diff);
        LowerLayers lower = Lower(below);
        using SafeFileHandle root = Interop.Open.Folder(diff);
        if (FChmod.Call(root, LayerTree.DefaultFolderMode) != 0)
        {
            throw Errno.Exception("chmod of a layer's root");
        }

        lower.CopyAttributes(".\0"u8, root);
        (Digest diffId, long size) = await ExtractAsync(root, lower, path, progress, cancellationToken);
        Require(expected, diffId);
        Digest? parent = below.Count == 0 ? null : below[^1];
        Digest chainId = ChainId.Of(parent, diffId);
        var record = new LayerRecord { ChainId = chainId.Value, DiffId = diffId.Value, Blob = blob.Value, Parent = parent?.Value, Size = size };
        File.WriteAllBytes(RecordPath(passing), ImageJson.Write(record, ImageJson.Context.LayerRecord));
        if (SyncFs.Call(root) != 0)
        {
            throw Errno.Exception("syncfs");
        }

        // A damaged one of the same name makes room.
        TreeRemoval.Delete(FolderOf(chainId));
        Directory.Move(passing, FolderOf(chainId));
        AtomicFile.SyncFolder(Root);
        return _known[chainId] = record;
    }

    private LowerLayers Lower(IReadOnlyList<Digest> below)
    {
        var folders = new List<string>(below.Count);
        for (int i = below.Count - 1; i >= 0; i--)
        {
            folders.Add(DiffOf(below[i]));
        }

        return new LowerLayers(folders);
    }

    private static void Require(Digest expected, Digest diffId)
    {
        if (expected != diffId)
        {
            throw DaemonException.Invalid($"layer has the digest {diffId}, not {expected}");
        }
    }

    private static async ValueTask<(Digest DiffId, long Size)> ExtractAsync(
        SafeFileHandle root, LowerLayers lower, string path, Func<long, long, ValueTask>? progress, CancellationToken cancellationToken)
    {
        await using LayerArchive archive = await LayerArchive.OpenAsync(path, progress, cancellationToken);
        using var reader = new TarReader(archive.Content);
        using var tree = new LayerTree(root, lower);
        var extractor = new LayerExtractor(tree, lower);
        await extractor.ExtractAsync(reader, cancellationToken);
        await reader.DrainAsync(cancellationToken);
        return (archive.Finish(), extractor.Size);
    }
}
