using Aot.Daemon.Images;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What containers ask of the images there are now.</summary>
internal static class ImageNames
{
    /// <summary>The name that the container was created with still leads to its image.</summary>
    public static bool StillLeads(ImageIndex images, ContainerRecord record)
    {
        try
        {
            return images.Find(record.Config.Image).Id.Value == record.ImageId;
        }
        catch (DaemonException)
        {
            return false;
        }
    }

    /// <summary>The ids of an image and of all that build on its layers (the filter `ancestor`); empty for an unknown image.</summary>
    public static IEnumerable<string> WithDescendants(ImageIndex images, string reference)
    {
        ImageEntry ancestor;
        try
        {
            ancestor = images.Find(reference);
        }
        catch (DaemonException)
        {
            return [];
        }

        return from image in images.Images
               where image.Id == ancestor.Id
                   || (!ancestor.ChainIds.IsEmpty && image.ChainIds.Length > ancestor.ChainIds.Length && image.ChainIds.Contains(ancestor.ChainIds[^1]))
               select image.Id.Value;
    }
}
