using System.Text.Json.Serialization;

namespace Aot.Daemon.Images.Contracts;

/// <summary>An image index (OCI image spec, image-index): `index.json` of a layout, or a list of one image's platforms.</summary>
internal sealed record OciIndex
{
    [JsonPropertyName("schemaVersion")]
    public int SchemaVersion { get; init; } = 2;

    [JsonPropertyName("mediaType")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? MediaType { get; init; }

    [JsonPropertyName("manifests")]
    public OciDescriptor[]? Manifests { get; init; }
}
