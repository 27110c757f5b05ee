using Aot.Daemon.Images.Layers;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Images;

/// <summary>Layers unpacked one upon the other, in a store of the test's own beside a folder that no archive may touch.</summary>
internal sealed class LayerTestBench : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aotd-layers-").FullName;
    private readonly List<Digest> _chain = [];

    public LayerTestBench()
    {
        Store = LayerStore.Open(Path.Combine(_root, "layers"));
        Outside = Directory.CreateDirectory(Path.Combine(_root, "outside")).FullName;
        File.WriteAllText(Path.Combine(Outside, "secret"), "untouched");
    }

    public LayerStore Store { get; }

    /// <summary>A folder outside of every layer, with a file `secret`.</summary>
    public string Outside { get; }

    /// <summary>Unpacks an archive on top of the earlier ones, and gives its folder.</summary>
    public async Task<string> UnpackAsync(byte[] archive)
    {
        string blob = Path.Combine(_root, "blob");
        await File.WriteAllBytesAsync(blob, archive);
        var record = await Store.UnpackAsync(_chain, Digest.Of(archive), blob, DiffId(archive), null, CancellationToken.None);
        _chain.Add(Digest.Parse(record.ChainId));
        return Store.DiffOf(_chain[^1]);
    }

    public Task<string> UnpackAsync(TarBuilder archive) => UnpackAsync(archive.Build());

    /// <summary>The failure of an archive that must not be unpacked; nothing of it may be left.</summary>
    public async Task<DaemonException> RefuseAsync(byte[] archive)
    {
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(() => UnpackAsync(archive));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Store.Root, ".passing-*"));
        AssertUntouched();
        return failure;
    }

    public Task<DaemonException> RefuseAsync(TarBuilder archive) => RefuseAsync(archive.Build());

    /// <summary>Nothing outside was made, changed or removed.</summary>
    public void AssertUntouched()
    {
        Assert.Equal([Path.Combine(Outside, "secret")], Directory.EnumerateFileSystemEntries(Outside));
        Assert.Equal("untouched", File.ReadAllText(Path.Combine(Outside, "secret")));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead, File.GetUnixFileMode(Path.Combine(Outside, "secret")));
    }

    /// <summary>The digest of the plain archive; anything where it cannot be had, as nothing is unpacked then.</summary>
    private static Digest DiffId(byte[] archive)
    {
        try
        {
            return Digest.Of(archive is [0x1f, 0x8b, ..] ? ImageArchives.Gunzip(archive) : archive);
        }
        catch (InvalidDataException)
        {
            return Digest.Of(archive);
        }
    }

    public void Dispose()
    {
        Store.Dispose();
        TreeRemoval.Delete(_root);
    }
}
