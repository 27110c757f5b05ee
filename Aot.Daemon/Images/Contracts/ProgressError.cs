using System.Text.Json.Serialization;

namespace Aot.Daemon.Images.Contracts;

/// <summary>What went wrong after the answer had begun.</summary>
internal sealed record ProgressError
{
    [JsonPropertyName("message")]
    public string Message { get; init => field = value ?? ""; } = "";
}
