using System.Text.Json.Serialization;

namespace Aot.Daemon.Images.Contracts;

/// <summary>An image manifest: its config and its layers, bottom first (OCI image spec, manifest).</summary>
internal sealed record OciManifest
{
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; } = 2;

    [JsonPropertyName("mediaType")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MediaType { get; init; }

    [JsonPropertyName("config")]
    public OciDescriptor? Config { get; init; }

    [JsonPropertyName("layers")]
    public OciDescriptor[]? Layers { get; init; }
}
