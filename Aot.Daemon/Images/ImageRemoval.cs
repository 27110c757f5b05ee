using Aot.Daemon.Images.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images;

/// <summary>docker rmi, by dockerd's rules and in its words: a name is taken away first; the image goes with its last name unless a container is made of it.
/// </summary>
internal sealed class ImageRemoval(ImageStore store, ContentCollector collector, IImageUsers users, ImageEvents events)
{
    /// <summary>Removes what a user means. Fails as NotFound, or as Conflict when something is in the way.</summary>
    /// <param name="force">Removes although stopped containers are made of it, or it has names in several repositories. Running ones always keep it.</param>
    public async ValueTask<List<ImageDeleteItem>> RemoveAsync(string reference, bool force, CancellationToken cancellationToken)
    {
        // A client that goes away ends the waiting, not a removal half done.
        using (await collector.Gate.EnterAsync(cancellationToken))
        {
            ImageEntry image = store.Index.Find(reference);
            var done = new List<ImageDeleteItem>();
            if (IsIdPrefix(image, reference))
            {
                if (IsOneReference(image))
                {
                    ThrowOnConflict(image, withContainers: !force, withNames: false);
                    await UntagAsync(image, image.References, done);
                }

                await DeleteAsync(image.Id, force, quiet: false, done);
                return done;
            }

            if (!force && IsOneReference(image) && users.Users().FirstOrDefault(user => user.ImageId == image.Id) is { } user)
            {
                throw DaemonException.Conflict(
                    $"conflict: unable to remove repository reference \"{reference}\" (must force) - container {Short(user.ContainerId)} is using its referenced image {Short(image.Id.Hex)}");
            }

            ImageReference name = NameIn(store.Index, ImageReference.Parse(reference).WithDefaultTag());
            await UntagAsync(image, NamesGoingWith(image, name), done);
            if (store.Index[image.Id] is { References.IsEmpty: true })
            {
                await DeleteAsync(image.Id, force, quiet: true, done);
            }

            return done;
        }
    }

    private static string Short(string id) => id[..HexId.ShortLength];

    private static bool IsIdPrefix(ImageEntry image, string reference) =>
        image.Id.Value.StartsWith(reference, StringComparison.Ordinal) || image.Id.Hex.StartsWith(reference, StringComparison.Ordinal);

    private static ImageReference NameIn(ImageIndex index, ImageReference name) =>
        index[name] is null && name.Digest is not null ? name.WithoutTag() : name;

    /// <summary>At most one name with a tag, and digests of one repository only.</summary>
    private static bool IsOneReference(ImageEntry image) =>
        image.References.Count(name => name.Digest is null) <= 1
        && image.References.Select(name => name.Repository).Distinct().Count() <= 1;

    /// <summary>With the last tag of a repository go its digests.</summary>
    private static IEnumerable<ImageReference> NamesGoingWith(ImageEntry image, ImageReference name)
    {
        yield return name;
        if (name.Digest is null && !image.References.Any(other => other != name && other.Digest is null && other.Repository == name.Repository))
        {
            foreach (ImageReference digest in image.References.Where(other => other.Digest is not null && other.Repository == name.Repository))
            {
                yield return digest;
            }
        }
    }

    private async ValueTask UntagAsync(ImageEntry image, IEnumerable<ImageReference> names, List<ImageDeleteItem> done)
    {
        foreach (ImageReference name in names)
        {
            await store.UpdateAsync(index => index.WithoutName(name), CancellationToken.None);
            done.Add(new ImageDeleteItem { Untagged = name.Familiar });
            events.Publish("untag", image);
        }
    }

    /// <param name="quiet">A name was removed already: an image that must stay stays without a word.</param>
    private async ValueTask DeleteAsync(Digest id, bool force, bool quiet, List<ImageDeleteItem> done)
    {
        ImageEntry image = store.Index[id]!;
        try
        {
            ThrowOnConflict(image, withContainers: !force, withNames: !force);
        }
        catch (DaemonException conflict) when (quiet && conflict.Kind == ErrorKind.Conflict)
        {
            return;
        }

        await UntagAsync(image, image.References, done);
        await store.UpdateAsync(index => index.Without(id), CancellationToken.None);
        events.Publish("delete", image);
        done.Add(new ImageDeleteItem { Deleted = id.Value });
        foreach (LayerRecord layer in collector.Collect(ContentCollector.BlobsOf(image), image.ChainIds.Reverse()))
        {
            done.Add(new ImageDeleteItem { Deleted = layer.ChainId });
        }
    }

    private void ThrowOnConflict(ImageEntry image, bool withContainers, bool withNames)
    {
        IReadOnlyList<ImageUser> all = users.Users();
        if (all.FirstOrDefault(user => user.ImageId == image.Id && user.Running) is { } running)
        {
            throw Conflict(image, "cannot be forced", $"image is being used by running container {Short(running.ContainerId)}");
        }

        if (withNames && image.References.Length > 1)
        {
            throw Conflict(image, "must be forced", "image is referenced in multiple repositories");
        }

        if (withContainers && all.FirstOrDefault(user => user.ImageId == image.Id) is { } stopped)
        {
            throw Conflict(image, "must be forced", $"image is being used by stopped container {Short(stopped.ContainerId)}");
        }
    }

    private static DaemonException Conflict(ImageEntry image, string way, string reason) =>
        DaemonException.Conflict($"conflict: unable to delete {Short(image.Id.Hex)} ({way}) - {reason}");
}
