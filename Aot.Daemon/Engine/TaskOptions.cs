namespace Aot.Daemon.Engine;

/// <summary>All that an engine needs to know to run a container.</summary>
internal sealed record TaskOptions
{
    /// <summary>The container's full id.</summary>
    public required string ContainerId { get; init; }

    /// <summary>The OCI runtime spec (config.json), UTF-8. Its root.path is the absolute path of the mounted rootfs.</summary>
    public required ReadOnlyMemory<byte> Spec { get; init; }

    public required RuntimeSelection Runtime { get; init; }

    public required StdioOptions Stdio { get; init; }

    public required LogOptions Log { get; init; }
}
