using System.Text.Json.Serialization;

namespace Aot.Daemon.Containers.Contracts;

/// <summary>The answer of POST /containers/{id}/wait.</summary>
internal sealed record WaitResponse
{
    public required long StatusCode { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public WaitError? Error { get; init; }
}
