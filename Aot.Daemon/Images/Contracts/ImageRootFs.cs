using System.Text.Json.Serialization;

namespace Aot.Daemon.Images.Contracts;

/// <summary>`rootfs` of an image's config.</summary>
internal sealed record ImageRootFs
{
    [JsonPropertyName("type")]
    public string Type { get; init => field = value ?? "layers"; } = "layers";

    /// <summary>Digests of the uncompressed layers, bottom first.</summary>
    [JsonPropertyName("diff_ids")]
    public string[]? DiffIds { get; init; }
}
