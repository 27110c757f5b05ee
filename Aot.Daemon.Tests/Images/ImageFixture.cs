using Aot.Daemon.Events;
using Aot.Daemon.Images;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Linux;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aot.Daemon.Tests.Images;

/// <summary>An image service in a data-root of its own, which goes with it.</summary>
internal sealed class ImageFixture : IImageUsers, IEventSink, IDisposable
{
    private ImageFixture(string root) => Root = root;

    public string Root { get; }

    public ImageStore Store { get; private set; } = null!;

    public ImageService Service { get; private set; } = null!;

    public FsSnapshotService Snapshots { get; private set; } = null!;

    public List<ImageUser> Containers { get; } = [];

    public List<(string Action, string Id, string Name)> Events { get; } = [];

    public List<ProgressMessage> Messages { get; } = [];

    public static async Task<ImageFixture> CreateAsync(string? root = null)
    {
        var fixture = new ImageFixture(root ?? Directory.CreateTempSubdirectory("aotd-images-").FullName);
        await fixture.OpenAsync();
        return fixture;
    }

    /// <summary>As a new daemon over the same data-root.</summary>
    public async Task ReopenAsync()
    {
        Service.Dispose();
        await OpenAsync();
    }

    public async Task<ImageEntry> LoadAsync(byte[] archive, string name)
    {
        await LoadAsync(archive);
        return Service.Get(name);
    }

    public Task LoadAsync(byte[] archive) => Service.LoadAsync(
        new MemoryStream(archive),
        quiet: true,
        message =>
        {
            Messages.Add(message);
            return ValueTask.CompletedTask;
        },
        CancellationToken.None);

    public async Task<byte[]> SaveAsync(params string[] references)
    {
        var archive = new MemoryStream();
        await Service.SaveAsync(references, () => Task.FromResult<Stream>(archive), CancellationToken.None);
        return archive.ToArray();
    }

    /// <summary>A container's folder, made and mounted.</summary>
    public string Mount(ImageEntry image)
    {
        string folder = Path.Combine(Root, "containers", Path.GetRandomFileName());
        Directory.CreateDirectory(folder);
        Snapshots.Create(folder);
        Snapshots.Mount(folder, image.ChainIdTexts());
        return folder;
    }

    /// <summary>What is left of passing files and folders.</summary>
    public IEnumerable<string> Leftovers() =>
    [
        .. Directory.EnumerateFileSystemEntries(Path.Combine(Root, "images", "staging")),
        .. Directory.EnumerateFileSystemEntries(Path.Combine(Root, "layers"), ".passing-*"),
    ];

    public IReadOnlyList<ImageUser> Users() => Containers;

    public void Publish(
        string type, string action, string actorId, IReadOnlyDictionary<string, string> shared, params ReadOnlySpan<(string Key, string Value)> own) =>
        Events.Add((action, actorId, new EventEntry(type, action, actorId, shared, own, default).ToMessage().Attributes.GetValueOrDefault("name", "")));

    public void Dispose()
    {
        Service.Dispose();
        foreach (string folder in FsSnapshotService.FindMounted(Path.Combine(Root, "containers")))
        {
            Snapshots.Unmount(folder);
        }

        TreeRemoval.Delete(Root);
    }

    private async Task OpenAsync()
    {
        Store = await ImageStore.OpenAsync(Root, NullLogger.Instance, CancellationToken.None);
        Snapshots = new FsSnapshotService(Store.Layers);
        Service = new ImageService(Store, Snapshots, this, this, TimeProvider.System, NullLogger.Instance);
    }
}
