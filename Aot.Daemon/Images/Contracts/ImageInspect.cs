using System.Text.Json.Serialization;
using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Images.Contracts;

/// <summary>GET /images/{name}/json. What is null is not sent: fields that newer versions of the API dropped.</summary>
internal sealed record ImageInspect
{
    public required string Id { get; init; }

    public required string[] RepoTags { get; init; }

    public required string[] RepoDigests { get; init; }

    public string Parent { get; init => field = value ?? ""; } = "";

    public required string Comment { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Created { get; init; }

    /// <summary>Before API 1.45.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Container { get; init; }

    /// <summary>Before API 1.45.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ContainerConfig? ContainerConfig { get; init; }

    public required string DockerVersion { get; init; }

    public required string Author { get; init; }

    public required ContainerConfig Config { get; init; }

    public required string Architecture { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }

    public required string Os { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? OsVersion { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>The size again, before API 1.44.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    public required GraphDriver GraphDriver { get; init; }

    public required ImageInspectRootFs RootFS { get; init; }

    public required ImageMetadata Metadata { get; init; }
}
