using Aot.Daemon.Http;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>docker image prune: removes images that nothing uses, dangling ones unless told otherwise.</summary>
internal sealed class ImagePruning(ImageStore store, ImageRemoval removal, IImageUsers users, ImageEvents events, TimeProvider time)
{
    private static readonly string[] Known = ["dangling", "label", "label!", "until"];

    /// <summary>Removes; what turns out to be in use stays without a word. Fails as Invalid for a bad filter.</summary>
    public async ValueTask<ImagePruneResponse> PruneAsync(Filters filters, CancellationToken cancellationToken)
    {
        ImageFilters.ThrowOnUnknown(filters, Known);
        bool danglingOnly = ImageFilters.Flag(filters, "dangling") ?? true;
        DateTimeOffset? until = ImageFilters.Until(filters, time.GetUtcNow());
        var sizes = new Dictionary<string, long>();
        var done = new List<ImageDeleteItem>();
        foreach (ImageEntry image in store.Index.Images)
        {
            bool hasTag = image.References.Any(name => name.Tag is not null);
            if ((danglingOnly && hasTag) || (until is { } limit && image.Created > limit) || !ImageFilters.HasLabels(filters, image)
                || users.Users().Any(user => user.ImageId == image.Id))
            {
                continue;
            }

            foreach (Digest chainId in image.ChainIds)
            {
                sizes[chainId.Value] = store.Layers.Find(chainId)?.Size ?? 0;
            }

            foreach (string name in image.References.IsEmpty ? [image.Id.Hex] : image.References.Select(name => name.ToString()).ToArray())
            {
                done.AddRange(await TryRemoveAsync(name, cancellationToken));
            }
        }

        long reclaimed = done.Sum(item => item.Deleted is { } deleted ? sizes.GetValueOrDefault(deleted) : 0);
        events.PublishPrune(reclaimed);
        return new ImagePruneResponse(done.Count == 0 ? null : [.. done], reclaimed);
    }

    private async ValueTask<List<ImageDeleteItem>> TryRemoveAsync(string reference, CancellationToken cancellationToken)
    {
        try
        {
            return await removal.RemoveAsync(reference, force: false, cancellationToken);
        }
        catch (DaemonException failure) when (failure.Kind is ErrorKind.Conflict or ErrorKind.NotFound)
        {
            return [];
        }
    }
}
