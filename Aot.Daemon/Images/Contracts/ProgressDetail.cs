using System.Text.Json.Serialization;

namespace Aot.Daemon.Images.Contracts;

/// <summary>How far it is, in bytes.</summary>
internal sealed record ProgressDetail
{
    [JsonPropertyName("current")]
    public long Current { get; init; }

    [JsonPropertyName("total")]
    public long Total { get; init; }
}
