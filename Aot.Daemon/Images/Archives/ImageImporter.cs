using Aot.Daemon.Images.Content;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Images.Layers;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Archives;

/// <summary>docker import: a root file system's archive becomes an image of one layer.</summary>
internal sealed class ImageImporter(ImageStore store, ArchiveLoader loader, TimeProvider time)
{
    /// <summary>Imports a stream, plain or gzip. Fails as Invalid when it is no archive.</summary>
    public async Task<ImageEntry> ImportAsync(Stream archive, ImageImport import, CancellationToken cancellationToken)
    {
        using StagedBlob layer = await StageAsync(archive, cancellationToken);
        Digest diffId = await LayerArchive.DiffIdAsync(layer.CurrentPath, cancellationToken);
        using StagedBlob config = store.Content.Stage();
        config.Write(ImageJson.Write(Config(import, diffId), ImageJson.Context.ImageConfig));
        ImageReference[] names = import.Name is { } name ? [name] : [];
        ImageEntry? imported = null;
        await loader.PutAsync(
            [new ArchivedImage(null, MediaTypes.OciManifest, config, [layer], names)],
            (image, _) =>
            {
                imported = image;
                return ValueTask.CompletedTask;
            },
            progress: null,
            cancellationToken);
        return imported!;
    }

    private async ValueTask<StagedBlob> StageAsync(Stream archive, CancellationToken cancellationToken)
    {
        StagedBlob blob = store.Content.Stage();
        try
        {
            var buffer = new byte[128 * 1024];
            while (await archive.ReadAsync(buffer, cancellationToken) is > 0 and int count)
            {
                blob.Write(buffer.AsSpan(0, count));
            }

            _ = blob.Digest;
            return blob;
        }
        catch
        {
            blob.Dispose();
            throw;
        }
    }

    private ImageConfig Config(ImageImport import, Digest diffId)
    {
        string created = GoTime.Format(time.GetUtcNow());
        return new ImageConfig
        {
            Architecture = import.Architecture ?? Platform.Architecture,
            Os = "linux",
            Created = created,
            Comment = import.Message,
            Config = import.RunConfig,
            RootFs = new ImageRootFs { DiffIds = [diffId.Value] },
            History = [new ImageHistory { Created = created, Comment = import.Message }],
        };
    }
}
