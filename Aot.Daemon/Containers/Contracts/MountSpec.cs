namespace Aot.Daemon.Containers.Contracts;

/// <summary>A mount as of --mount.</summary>
internal sealed record MountSpec
{
    /// <summary>bind, volume, tmpfs, npipe, cluster or image.</summary>
    public string Type { get; init; } = "";

    public string Source { get; init; } = "";

    public string Target { get; init; } = "";

    public bool ReadOnly { get; init; }

    public string Consistency { get; init; } = "";

    public BindOptions? BindOptions { get; init; }

    public VolumeOptions? VolumeOptions { get; init; }

    public TmpfsOptions? TmpfsOptions { get; init; }
}
