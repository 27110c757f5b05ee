using Aot.Daemon.Events;
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

    public ImageService(ImageStore store, FsSnapshotService snapshots, IImageUsers users, IEventSink events, ILogger logger)
    {
        _store = store;
        _collector = new ContentCollector(store, users, logger);
        _events = new ImageEvents(events);
        _loader = new ArchiveLoader(store, _collector, snapshots);
    }

    /// <summary>All images as they are now.</summary>
    public ImageIndex Index => _store.Index;

    /// <summary>The image that a user means by a name, an id or a prefix of one. Fails as NotFound (`No such image: nosuch:latest`) or Invalid.</summary>
    public ImageEntry Get(string reference) => _store.Index.Find(reference);

    /// <summary>As <see cref="Get"/>, and the image's layers stay until the lease is disposed: for making a container of it.</summary>
    public ImageLease Lease(string reference) => _collector.Lease(reference);

    /// <summary>Removes what an earlier life left half done. Once, after the containers are known; not urgent.</summary>
    public Task SweepAsync(CancellationToken cancellationToken) => Task.Run(() => _collector.SweepAsync(cancellationToken).AsTask(), cancellationToken);

    /// <summary>Loads the images of an archive (docker's or OCI; plain or gzip).</summary>
    /// <param name="report">Told what the client is to see, in order.</param>
    public Task LoadAsync(Stream archive, bool quiet, Func<ProgressMessage, ValueTask> report, CancellationToken cancellationToken) =>
        Task.Run(() => _loader.LoadAsync(archive, (image, names) => ReportLoadedAsync(image, names, report), quiet ? null : Progress(report), cancellationToken), cancellationToken);

    public void Dispose()
    {
        _collector.Dispose();
        _store.Dispose();
    }

    private static Func<Digest, long, long, ValueTask> Progress(Func<ProgressMessage, ValueTask> report) => (layer, done, total) => report(new ProgressMessage
    {
        Status = "Loading layer",
        ProgressDetail = new ProgressDetail { Current = done, Total = total },
        Id = layer.Hex[..HexId.ShortLength],
    });

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
