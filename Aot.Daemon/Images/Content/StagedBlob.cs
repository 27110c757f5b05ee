using System.Security.Cryptography;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Images.Content;

/// <summary>Content on its way into the store: a temporary file, hashed as it is written. Not safe for concurrent use.</summary>
internal sealed class StagedBlob : IDisposable
{
    private readonly string _blobs;
    private readonly SafeFileHandle _file;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private Digest? _digest;
    private bool _committed;

    public StagedBlob(string path, string blobs)
    {
        StagedPath = path;
        _blobs = blobs;
        _file = Open.File(path, Open.ReadWrite | Open.Create | Open.Exclusive, 0x180 /* 0600 */);
        if (_file.IsInvalid)
        {
            throw Errno.Exception($"create {path}");
        }
    }

    /// <summary>Where the content stands until it is committed.</summary>
    public string StagedPath { get; }

    /// <summary>Bytes written.</summary>
    public long Size { get; private set; }

    /// <summary>The digest of what was written. Asking for it closes the file: nothing can be written afterwards.</summary>
    public Digest Digest => _digest ??= Finish();

    /// <summary>Where the content stands now.</summary>
    public string CurrentPath => _committed ? Path.Combine(_blobs, Digest.Hex) : StagedPath;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_file, bytes, Size);
        }
        catch (IOException failure)
        {
            throw DaemonException.System($"storing content failed: {failure.Message}", failure);
        }

        _hash.AppendData(bytes);
        Size += bytes.Length;
    }

    /// <summary>The content under its final name, on disk for good. With an expected digest another one fails as Invalid. May be repeated.</summary>
    public Digest Commit(Digest? expected = null)
    {
        Digest digest = Digest;
        if (expected is { } wanted && wanted != digest)
        {
            throw DaemonException.Invalid($"content has the digest {digest}, not {wanted}");
        }

        if (_committed)
        {
            return digest;
        }

        string path = Path.Combine(_blobs, digest.Hex);
        if (IsThere(path))
        {
            File.Delete(StagedPath);
        }
        else
        {
            FlushToDisk();
            File.Move(StagedPath, path, overwrite: true);
            AtomicFile.SyncFolder(_blobs);
        }

        _committed = true;
        return digest;
    }

    /// <summary>The content, for files that are small by nature; larger ones fail as Invalid.</summary>
    public byte[] ReadSmall(string what)
    {
        if (Size > ContentStore.MaxJsonSize)
        {
            throw DaemonException.Invalid($"{what} is larger than {ContentStore.MaxJsonSize} bytes");
        }

        _ = Digest;
        return File.ReadAllBytes(CurrentPath);
    }

    public void Dispose()
    {
        _file.Dispose();
        _hash.Dispose();
        if (!_committed)
        {
            File.Delete(StagedPath);
        }
    }

    /// <summary>A blob that is there is kept: writing a large one again would take long. Small ones are looked into, so that loading an image again mends
    /// its damaged manifest or config.</summary>
    private bool IsThere(string path) =>
        new FileInfo(path) is { Exists: true } present && present.Length == Size
        && (Size > ContentStore.MaxJsonSize || Primitives.Digest.Of(File.ReadAllBytes(path)) == Digest);

    private void FlushToDisk()
    {
        using SafeFileHandle file = File.OpenHandle(StagedPath, FileMode.Open, FileAccess.Write);
        RandomAccess.FlushToDisk(file);
    }

    private Digest Finish()
    {
        _file.Dispose();
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        _hash.GetHashAndReset(hash);
        return Digest.FromHash(hash);
    }
}
