using System.Text.Json.Serialization;

namespace Aot.Daemon.Info.Contracts;

/// <summary>A runtime as /info tells it.</summary>
internal sealed record RuntimeInfo
{
    [JsonPropertyName("path")]
    public required string Path { get; init; }

    [JsonPropertyName("runtimeArgs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? RuntimeArgs { get; init; }
}
