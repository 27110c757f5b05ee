using System.Text.Json.Serialization;

namespace Aot.Daemon.Containers.Contracts;

/// <summary>A container in GET /containers/json.</summary>
internal sealed record ContainerSummary
{
    public required string Id { get; init; }

    public required string[] Names { get; init; }

    /// <summary>The image as it was named at create, or its id when that name no longer leads to it.</summary>
    public required string Image { get; init; }

    public required string ImageID { get; init; }

    public required string Command { get; init; }

    /// <summary>Unix seconds.</summary>
    public required long Created { get; init; }

    public PortSummary[] Ports { get; init; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRw { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? SizeRootFs { get; init; }

    public required SortedDictionary<string, string> Labels { get; init; }

    public required string State { get; init; }

    /// <summary>The state for people: `Up 3 minutes`.</summary>
    public required string Status { get; init; }

    public required SummaryHostConfig HostConfig { get; init; }

    public required SummaryNetworkSettings NetworkSettings { get; init; }

    public required MountPoint[] Mounts { get; init; }
}
