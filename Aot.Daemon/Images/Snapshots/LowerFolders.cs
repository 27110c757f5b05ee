namespace Aot.Daemon.Images.Snapshots;

/// <summary>The lower folders of an image's overlays, uppermost first: its init layer, then its layers. They follow from the image's top layer, so they
/// are put together once.</summary>
internal sealed class LowerFolders
{
    public LowerFolders(IReadOnlyList<string> paths)
    {
        Paths = paths;
        Joined = string.Join(':', paths);
        HasSpecial = paths.Any(OverlayMount.HasSpecial);
    }

    public IReadOnlyList<string> Paths { get; }

    /// <summary>The value of the mount option lowerdir.</summary>
    public string Joined { get; }

    /// <summary>A path has a character with a meaning in the options.</summary>
    public bool HasSpecial { get; }
}
