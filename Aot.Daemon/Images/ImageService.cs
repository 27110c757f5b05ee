using Aot.Daemon.Events;
using Aot.Daemon.Http;
using Aot.Daemon.Images.Archives;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Images.Snapshots;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>The images feature's face. Expected failures are DaemonExceptions in dockerd's words, on which clients rely.</summary>
internal sealed class ImageService : IDisposable
{
    private readonly ImageStore _store;
    private readonly ContentCollector _collector;
    private readonly ImageEvents _events;
    private readonly ArchiveLoader _loader;
    private readonly ArchiveSaver _saver;
    private readonly ImageImporter _importer;
    private readonly ImageRemoval _removal;
    private readonly ImagePruning _pruning;
    private readonly ImageListing _listing;
    private readonly ImageInspection _inspection;

    public ImageService(ImageStore store, FsSnapshotService snapshots, IImageUsers users, IEventSink events, TimeProvider time, ILogger logger)
    {
        _store = store;
        _collector = new ContentCollector(store, users, logger);
        _events = new ImageEvents(events);
        _loader = new ArchiveLoader(store, _collector, snapshots);
        _saver = new ArchiveSaver(store);
        _importer = new ImageImporter(store, _loader, time);
        _removal = new ImageRemoval(store, _collector, users, _events);
        _pruning = new ImagePruning(store, _removal, users, _events, time);
        _listing = new ImageListing(store, users, time);
        _inspection = new ImageInspection(store.Layers);
    }

    /// <summary>All images as they are now.</summary>
    public ImageIndex Index => _store.Index;

    /// <summary>The image that a user means by a name, an id or a prefix of one. Fails as NotFound (`No such image: nosuch:latest`) or Invalid.</summary>
    public ImageEntry Get(string reference) => _store.Index.Find(reference);

    /// <summary>As <see cref="Get"/>, and the image's layers stay until the lease is disposed: for making a container of it.</summary>
    public ImageLease Lease(string reference) => _collector.Lease(reference);

    /// <summary>Removes what an earlier life left half done. Once, after the containers are known; not urgent.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) =>
        Task.Run(() => _collector.SweepAsync(cancellationToken).AsTask(), cancellationToken);

    /// <summary>See <see cref="ImageListing.List"/>.</summary>
    public List<ImageSummary> List(Filters filters, bool sharedSize, bool countContainers, ApiVersion version) =>
        _listing.List(filters, sharedSize, countContainers, version);

    public ImageInspect Inspect(string reference, ApiVersion version) => _inspection.Inspect(Get(reference), version);

    public List<ImageHistoryItem> History(string reference) => _inspection.History(Get(reference));

    /// <summary>Loads the images of an archive (docker's or OCI; plain or gzip). An image is there whole or not at all; those before one that fails stay.</summary>
    /// <param name="report">Told what the client is to see, in order.</param>
    public Task LoadAsync(Stream archive, bool quiet, Func<ProgressMessage, ValueTask> report, CancellationToken cancellationToken)
    {
        Func<Digest, long, long, ValueTask>? progress = quiet ? null : (layer, done, total) => report(new ProgressMessage
        {
            Status = "Loading layer",
            ProgressDetail = new ProgressDetail { Current = done, Total = total },
            Id = layer.Hex[..HexId.ShortLength],
        });
        return Task.Run(
            () => _loader.LoadAsync(archive, (image, names) => ReportLoadedAsync(image, names, report), progress, cancellationToken),
            cancellationToken);
    }

    /// <summary>Makes an image of a root file system's archive, plain or gzip.</summary>
    public async Task<ImageEntry> ImportAsync(Stream archive, ImageImport import, CancellationToken cancellationToken)
    {
        ImageEntry image = await Task.Run(() => _importer.ImportAsync(archive, import, cancellationToken), cancellationToken);
        _events.Publish("import", image);
        return image;
    }

    /// <summary>Writes images into one archive. Unknown names fail before the target is asked for.</summary>
    public async Task SaveAsync(IReadOnlyList<string> references, Func<Task<Stream>> openTarget, CancellationToken cancellationToken)
    {
        List<(ImageEntry Image, List<ImageReference> Names)> images = ArchiveSaver.Select(_store.Index, references);
        await _saver.SaveAsync(images, await openTarget(), cancellationToken);
        foreach ((ImageEntry image, _) in images)
        {
            _events.Publish("save", image);
        }
    }

    /// <summary>Gives an image a name, which its earlier holder loses.</summary>
    /// <param name="tag">Null or empty for the tag in the repository's text, or `latest`.</param>
    public async Task TagAsync(string reference, string repository, string? tag, CancellationToken cancellationToken)
    {
        ImageReference name = ParseNewName(repository, tag);
        ImageEntry? tagged = null;
        await _store.UpdateAsync(
            index =>
            {
                tagged = index.Find(reference);
                return tagged.References.Contains(name) ? index : index.WithName(name, tagged.Id);
            },
            cancellationToken);
        _events.Publish("tag", tagged!, name.Familiar);
    }

    /// <summary>See <see cref="ImageRemoval.RemoveAsync"/>.</summary>
    public Task<List<ImageDeleteItem>> RemoveAsync(string reference, bool force, CancellationToken cancellationToken) =>
        Task.Run(() => _removal.RemoveAsync(reference, force, cancellationToken).AsTask(), cancellationToken);

    /// <summary>See <see cref="ImagePruning.PruneAsync"/>.</summary>
    public Task<ImagePruneResponse> PruneAsync(Filters filters, CancellationToken cancellationToken) =>
        Task.Run(() => _pruning.PruneAsync(filters, cancellationToken).AsTask(), cancellationToken);

    /// <summary>The name that a repository and a tag make; fails as Invalid.</summary>
    public static ImageReference ParseNewName(string repository, string? tag)
    {
        ImageReference name = ImageReference.Parse(repository);
        if (name.Digest is not null)
        {
            throw DaemonException.Invalid("refusing to create a tag with a digest reference");
        }

        name = string.IsNullOrEmpty(tag) ? name.WithDefaultTag() : name.WithTag(tag);
        return name.FamiliarRepository == "sha256"
            ? throw DaemonException.Invalid("refusing to create an ambiguous tag using digest algorithm as name")
            : name;
    }

    public void Dispose()
    {
        _collector.Dispose();
        _store.Dispose();
    }

    private async ValueTask ReportLoadedAsync(ImageEntry image, IReadOnlyList<ImageReference> names, Func<ProgressMessage, ValueTask> report)
    {
        _events.Publish("load", image);
        foreach (ImageReference name in names)
        {
            await report(new ProgressMessage { Stream = $"Loaded image: {name.Familiar}\n" });
        }

        if (names.Count == 0)
        {
            await report(new ProgressMessage { Stream = $"Loaded image ID: {image.Id}\n" });
        }
    }
}
