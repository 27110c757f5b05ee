using System.Text.Json.Serialization;

namespace Aot.Daemon.Info.Contracts;

/// <summary>A program that the engine consists of.</summary>
internal sealed record ComponentVersion
{
    public required string Name { get; init; }

    public required string Version { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Details { get; init; }
}
