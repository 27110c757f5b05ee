using Aot.Daemon.Http;
using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>docker images: the list and its filters. Reads published state only.</summary>
internal sealed class ImageListing(ImageStore store, IImageUsers users, TimeProvider time)
{
    private static readonly string[] Known = ["before", "dangling", "label", "label!", "reference", "since", "until"];

    /// <summary>The images, newest first. Fails as Invalid for a bad filter, as NotFound for an unknown image in one.</summary>
    /// <param name="sharedSize">Also counts what images share.</param>
    /// <param name="countContainers">Also counts the containers made of each.</param>
    public List<ImageSummary> List(Filters filters, bool sharedSize, bool countContainers, ApiVersion version)
    {
        ImageFilters.ThrowOnUnknown(filters, Known);
        ImageIndex index = store.Index;
        bool? dangling = ImageFilters.Flag(filters, "dangling");
        DateTimeOffset? until = ImageFilters.Until(filters, time.GetUtcNow());
        DateTimeOffset? before = Moment(index, filters, "before");
        DateTimeOffset? since = Moment(index, filters, "since");
        Dictionary<Digest, int>? layerUses = sharedSize ? CountLayers(index) : null;
        IReadOnlyList<ImageUser> containers = countContainers ? users.Users() : [];
        var list = new List<ImageSummary>();
        foreach (ImageEntry image in index.Images)
        {
            DateTimeOffset created = image.Created ?? DateTimeOffset.UnixEpoch;
            if ((before is { } upper && created >= upper) || (since is { } lower && created <= lower) || (until is { } limit && created > limit)
                || !ImageFilters.HasLabels(filters, image))
            {
                continue;
            }

            ImageReference[] names = [.. image.References.Where(name => Matches(filters, name))];
            bool isDangling = image.References.IsEmpty;
            if ((filters.Has("reference") && names.Length == 0) || (dangling is { } wanted && wanted != isDangling))
            {
                continue;
            }

            list.Add(new ImageSummary
            {
                Id = image.Id.Value,
                RepoTags = Names(names.Where(name => name.Digest is null), isDangling, "<none>:<none>", version),
                RepoDigests = Names(names.Where(name => name.Digest is not null), isDangling, "<none>@<none>", version),
                Created = created.ToUnixTimeSeconds(),
                Size = image.Size,
                SharedSize = layerUses is null ? -1 : Shared(image, layerUses),
                VirtualSize = version < new ApiVersion(1, 44) ? image.Size : null,
                Labels = image.RunConfig.Labels,
                Containers = countContainers ? containers.Count(user => user.ImageId == image.Id) : -1,
            });
        }

        list.Sort(static (a, b) => (b.Created, b.Id).CompareTo((a.Created, a.Id)));
        return list;
    }

    /// <summary>Before API 1.43 images without names showed some all the same.</summary>
    private static string[] Names(IEnumerable<ImageReference> names, bool isDangling, string placeholder, ApiVersion version) =>
        isDangling && version < new ApiVersion(1, 43) ? [placeholder] : [.. names.Select(name => name.Familiar)];

    private static bool Matches(Filters filters, ImageReference name) =>
        !filters.Has("reference")
        || filters["reference"].Any(pattern => PathPattern.Matches(pattern, name.Familiar) || PathPattern.Matches(pattern, name.FamiliarRepository));

    private static DateTimeOffset? Moment(ImageIndex index, Filters filters, string filter)
    {
        DateTimeOffset? moment = null;
        foreach (string reference in filters[filter])
        {
            moment = index.Find(reference).Created ?? DateTimeOffset.UnixEpoch;
        }

        return moment;
    }

    private static Dictionary<Digest, int> CountLayers(ImageIndex index)
    {
        var counts = new Dictionary<Digest, int>();
        foreach (Digest chainId in index.Images.SelectMany(image => image.ChainIds))
        {
            counts[chainId] = counts.GetValueOrDefault(chainId) + 1;
        }

        return counts;
    }

    private long Shared(ImageEntry image, Dictionary<Digest, int> uses) =>
        image.ChainIds.Where(chainId => uses[chainId] > 1).Sum(chainId => store.Layers.Find(chainId)?.Size ?? 0);
}
