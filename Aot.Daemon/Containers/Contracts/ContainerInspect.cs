using System.Text.Json.Serialization;

namespace Aot.Daemon.Containers.Contracts;

/// <summary>The answer of GET /containers/{id}/json.</summary>
internal sealed record ContainerInspect
{
    public required string Id { get; init; }

    public required string Created { get; init; }

    public required string Path { get; init; }

    public required string[] Args { get; init; }

    public required InspectState State { get; init; }

    public required string Image { get; init; }

    public required string ResolvConfPath { get; init; }

    public required string HostnamePath { get; init; }

    public required string HostsPath { get; init; }

    public required string LogPath { get; init; }

    public required string Name { get; init; }

    public required int RestartCount { get; init; }

    public required string Driver { get; init; }

    public required string Platform { get; init; }

    public string MountLabel { get; init => field = value ?? ""; } = "";

    public string ProcessLabel { get; init => field = value ?? ""; } = "";

    public string AppArmorProfile { get; init => field = value ?? ""; } = "";

    /// <summary>The ids of the execs that run; null for none.</summary>
    public string[]? ExecIDs { get; init; }

    public required HostConfig HostConfig { get; init; }

    public required GraphDriver GraphDriver { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required MountPoint[] Mounts { get; init; }

    public required ContainerConfig Config { get; init; }

    public required NetworkSettings NetworkSettings { get; init; }
}
