using System.Text.Json.Serialization;

namespace Aot.Daemon.Images.Contracts;

/// <summary>An image in GET /images/json.</summary>
internal sealed record ImageSummary
{
    public required string Id { get; init; }

    /// <summary>Always empty: there are no images of build steps.</summary>
    public string ParentId { get; init => field = value ?? ""; } = "";

    public required string[] RepoTags { get; init; }

    public required string[] RepoDigests { get; init; }

    /// <summary>Seconds since 1970.</summary>
    public required long Created { get; init; }

    /// <summary>Bytes.</summary>
    public required long Size { get; init; }

    /// <summary>Bytes in layers that other images have too; -1 when not asked for.</summary>
    public required long SharedSize { get; init; }

    /// <summary>The size again, before API 1.44.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? VirtualSize { get; init; }

    public required SortedDictionary<string, string>? Labels { get; init; }

    /// <summary>How many containers are made of it; -1 when not asked for.</summary>
    public required long Containers { get; init; }
}
