using System.Text.Json.Serialization;

namespace Aot.Daemon.Images.Contracts;

/// <summary>What a manifest of an index runs on (OCI image spec, image-index).</summary>
internal sealed record OciPlatform
{
    [JsonPropertyName("architecture")]
    public string Architecture { get; init => field = value ?? ""; } = "";

    [JsonPropertyName("os")]
    public string Os { get; init => field = value ?? ""; } = "";

    [JsonPropertyName("variant")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Variant { get; init; }
}
