namespace Aot.Daemon.Images;

/// <summary>What the images' store logs: ids 300 to 399.</summary>
internal static partial class ImageLog
{
    [LoggerMessage(300, LogLevel.Error, "The image index {Path} is damaged and was moved to {Kept}; starting without images: {Reason}")]
    public static partial void IndexDamaged(ILogger logger, string path, string kept, string reason);

    [LoggerMessage(301, LogLevel.Error, "Image {Name} is damaged and left out; load it again: {Reason}")]
    public static partial void ImageDamaged(ILogger logger, string name, string reason);

    [LoggerMessage(302, LogLevel.Warning, "Image {Name} has no unpacked layers; unpacked again from its content")]
    public static partial void ImageRepaired(ILogger logger, string name);

    [LoggerMessage(303, LogLevel.Warning, "Removing unused content failed: {Reason}")]
    public static partial void SweepFailed(ILogger logger, string reason);

    [LoggerMessage(304, LogLevel.Information, "Removed unused content: {Blobs} blobs, {Layers} layers")]
    public static partial void Swept(ILogger logger, int blobs, int layers);
}
