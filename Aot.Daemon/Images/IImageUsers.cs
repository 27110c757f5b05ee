namespace Aot.Daemon.Images;

/// <summary>Who uses images. An interface to turn the dependency round: containers know of images, not the reverse.</summary>
internal interface IImageUsers
{
    /// <summary>Every container there is, whatever its state. Never waits.</summary>
    IReadOnlyList<ImageUser> Users();
}
