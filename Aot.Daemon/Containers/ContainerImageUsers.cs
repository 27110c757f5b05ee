using Aot.Daemon.Images;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Tells the images which of them containers need.</summary>
internal sealed class ContainerImageUsers(ContainerDirectory directory) : IImageUsers
{
    public IReadOnlyList<ImageUser> Users() => Array.ConvertAll(directory.All(), entry =>
    {
        ContainerRecord record = entry.Record;
        return new ImageUser(record.Id, Digest.Parse(record.ImageId), record.State.IsUp, record.Layers);
    });
}
