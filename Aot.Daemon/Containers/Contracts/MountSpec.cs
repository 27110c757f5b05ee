namespace Aot.Daemon.Containers.Contracts;

/// <summary>A mount as of --mount.</summary>
internal sealed record MountSpec
{
    /// <summary>bind, volume, tmpfs, npipe, cluster or image.</summary>
    public string Type { get; init => field = value ?? ""; } = "";

    public string Source { get; init => field = value ?? ""; } = "";

    public string Target { get; init => field = value ?? ""; } = "";

    public bool ReadOnly { get; init; }

    public string Consistency { get; init => field = value ?? ""; } = "";

    public BindOptions? BindOptions { get; init; }

    public VolumeOptions? VolumeOptions { get; init; }

    public TmpfsOptions? TmpfsOptions { get; init; }
}
