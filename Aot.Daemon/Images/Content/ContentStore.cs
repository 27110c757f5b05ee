using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Content;

/// <summary>
/// The blobs of an OCI image layout (OCI image spec, image-layout): immutable files named by their SHA-256. A blob is staged in a folder of its own and
/// gets its name when it is whole, verified and on disk, so that what stands under blobs/ is never half a blob.
/// </summary>
internal sealed class ContentStore
{
    /// <summary>Bytes of the largest manifest, index or config that is read into memory (containerd's limit for manifests is 4 MiB).</summary>
    public const int MaxJsonSize = 8 * 1024 * 1024;

    private readonly string _blobs;
    private readonly string _staging;

    private ContentStore(string root)
    {
        Root = root;
        _blobs = Path.Combine(root, "blobs", "sha256");
        _staging = Path.Combine(root, "staging");
    }

    /// <summary>The layout's folder.</summary>
    public string Root { get; }

    public string IndexPath => Path.Combine(Root, "index.json");

    /// <summary>Opens or makes the layout; what an earlier life was still staging is removed.</summary>
    public static ContentStore Open(string root)
    {
        var store = new ContentStore(root);
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        Directory.CreateDirectory(root, Private);
        Directory.CreateDirectory(store._blobs, Private);
        Directory.CreateDirectory(store._staging, Private);
        foreach (string leftover in Directory.EnumerateFiles(store._staging))
        {
            File.Delete(leftover);
        }

        File.Delete(store.IndexPath + AtomicFile.TemporarySuffix);
        string layout = Path.Combine(root, "oci-layout");
        if (!File.Exists(layout))
        {
            AtomicFile.Write(layout, LayoutFile(), UnixFileMode.UserRead | UnixFileMode.UserWrite, durable: true);
        }

        return store;
    }

    /// <summary>The content of an `oci-layout` file.</summary>
    public static byte[] LayoutFile() => ImageJson.Write(new OciLayoutFile(), ImageJson.Context.OciLayoutFile);

    /// <summary>Where a blob is, if it is there.</summary>
    public string PathOf(Digest digest) => Path.Combine(_blobs, digest.Hex);

    /// <summary>Bytes of a blob; null when it is not there.</summary>
    public long? SizeOf(Digest digest) => new FileInfo(PathOf(digest)) is { Exists: true } file ? file.Length : null;

    /// <summary>Begins a blob. Dispose it: unless it was committed, nothing stays.</summary>
    public StagedBlob Stage() => new(Path.Combine(_staging, Path.GetRandomFileName()), _blobs);

    /// <summary>Stores a small blob.</summary>
    public Digest Put(ReadOnlySpan<byte> content)
    {
        using StagedBlob blob = Stage();
        blob.Write(content);
        return blob.Commit();
    }

    /// <summary>Reads a small blob and verifies it. Fails as System when it is missing, changed or too large.</summary>
    public byte[] ReadJson(Digest digest)
    {
        string path = PathOf(digest);
        try
        {
            if (new FileInfo(path).Length > MaxJsonSize)
            {
                throw DaemonException.System($"blob {digest} is too large to be a manifest or a config");
            }

            byte[] content = File.ReadAllBytes(path);
            return Digest.Of(content) == digest ? content : throw DaemonException.System($"blob {digest} is damaged");
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"blob {digest} cannot be read: {failure.Message}", failure);
        }
    }

    /// <summary>Every blob that is there.</summary>
    public IEnumerable<Digest> List()
    {
        foreach (string path in Directory.EnumerateFiles(_blobs))
        {
            if (Digest.TryParse("sha256:" + Path.GetFileName(path), out Digest digest))
            {
                yield return digest;
            }
        }
    }

    public void Delete(Digest digest) => File.Delete(PathOf(digest));
}
