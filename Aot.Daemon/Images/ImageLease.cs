namespace Aot.Daemon.Images;

/// <summary>An image whose layers stay on disk until this is disposed: held by who is making a container of it, until the container counts as a user.</summary>
internal sealed class ImageLease(ImageEntry image, Action release) : IDisposable
{
    private Action? _release = release;

    public ImageEntry Image { get; } = image;

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
