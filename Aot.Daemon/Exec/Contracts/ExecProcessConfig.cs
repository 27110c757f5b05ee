using System.Text.Json.Serialization;

namespace Aot.Daemon.Exec.Contracts;

/// <summary>`ProcessConfig` of an exec's inspection.</summary>
internal sealed record ExecProcessConfig
{
    [JsonPropertyName("tty")]
    public required bool Tty { get; init; }

    [JsonPropertyName("entrypoint")]
    public required string Entrypoint { get; init; }

    [JsonPropertyName("arguments")]
    public required string[] Arguments { get; init; }

    [JsonPropertyName("privileged")]
    public required bool Privileged { get; init; }

    /// <summary>Null for root, which nobody chose.</summary>
    [JsonPropertyName("user")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public required string? User { get; init; }
}
