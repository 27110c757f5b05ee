using System.Collections.ObjectModel;
using Aot.Daemon.Events;

namespace Aot.Daemon.Images;

/// <summary>Tells what happened to images, with dockerd's attributes: the image's labels, and `name`.</summary>
internal sealed class ImageEvents(IEventSink sink)
{
    private const string Type = "image";

    /// <summary>An event of an image.</summary>
    /// <param name="name">The name it is about; by default the image's id, as dockerd has it for all but tag.</param>
    public void Publish(string action, ImageEntry image, string? name = null) =>
        sink.Publish(Type, action, image.Id.Value, image.RunConfig.Labels ?? [], ("name", name ?? image.Id.Value));

    /// <summary>Unused images were removed.</summary>
    public void PublishPrune(long bytesReclaimed) =>
        sink.Publish(Type, "prune", "", ReadOnlyDictionary<string, string>.Empty, ("reclaimed", bytesReclaimed.ToString()));
}
