using System.Text.Json;
using System.Text.Json.Serialization;

namespace Aot.Daemon.Info.Contracts;

/// <summary>A runtime as /info tells it: what the user configured, and what its binary says of itself.</summary>
internal sealed record RuntimeInfo
{
    [JsonPropertyName("path"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Path { get; init; }

    [JsonPropertyName("runtimeArgs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? RuntimeArgs { get; init; }

    [JsonPropertyName("runtimeType"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? RuntimeType { get; init; }

    [JsonPropertyName("options"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Options { get; init; }

    /// <summary>Since API version 1.44; the one key is org.opencontainers.runtime-spec.features, its value JSON in a string.</summary>
    [JsonPropertyName("status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Status { get; init; }
}
