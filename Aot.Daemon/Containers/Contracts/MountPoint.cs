namespace Aot.Daemon.Containers.Contracts;

/// <summary>A mount of a container, as inspect and list tell it.</summary>
internal sealed record MountPoint
{
    public required string Type { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }

    /// <summary>The options as they were written, e.g. `ro,z`.</summary>
    public required string Mode { get; init; }

    public required bool RW { get; init; }

    public required string Propagation { get; init; }
}
