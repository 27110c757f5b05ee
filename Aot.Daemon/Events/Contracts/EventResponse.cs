using System.Text.Json.Serialization;

namespace Aot.Daemon.Events.Contracts;

/// <summary>One line of GET /events.</summary>
internal sealed record EventResponse
{
    /// <summary>The action again, for containers and images only: what clients before API 1.22 read, and many still do.</summary>
    [JsonPropertyName("status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary>The actor's id again, for containers and images only.</summary>
    [JsonPropertyName("id"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Id { get; init; }

    /// <summary>The container's image.</summary>
    [JsonPropertyName("from"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? From { get; init; }

    public required string Type { get; init; }

    public required string Action { get; init; }

    public required EventActor Actor { get; init; }

    /// <summary>`local`: there is no swarm.</summary>
    [JsonPropertyName("scope")]
    public required string Scope { get; init; }

    /// <summary>Seconds since 1970.</summary>
    [JsonPropertyName("time")]
    public required long Time { get; init; }

    /// <summary>Nanoseconds since 1970; no two events have the same.</summary>
    [JsonPropertyName("timeNano")]
    public required long TimeNano { get; init; }
}
