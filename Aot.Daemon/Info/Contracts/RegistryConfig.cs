using System.Text.Json.Serialization;

namespace Aot.Daemon.Info.Contracts;

/// <summary>The registries that the daemon knows.</summary>
internal sealed record RegistryConfig
{
    /// <summary>Always empty: an old field that clients of old API versions read.</summary>
    [JsonPropertyName("AllowNondistributableArtifactsCIDRs")]
    public string[] AllowNondistributableArtifactsCidrs => [];

    public string[] AllowNondistributableArtifactsHostnames => [];

    [JsonPropertyName("InsecureRegistryCIDRs")]
    public required string[] InsecureRegistryCidrs { get; init; }

    public required SortedDictionary<string, RegistryIndex> IndexConfigs { get; init; }

    public required string[] Mirrors { get; init; }
}
