using System.Text.Json.Serialization;

namespace Aot.Daemon.Reload.Contracts;

/// <summary>The answer of POST /aotd/reload: 200; or 400 or 500 with the reason, and nothing was changed.</summary>
internal sealed record ReloadResponse
{
    /// <summary>Why it failed, as in every error of the API; absent when it succeeded.</summary>
    [JsonPropertyName("message")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Message { get; init; }

    /// <summary>The version of the configuration in force; it rises by one with each reload that succeeds.</summary>
    public long Version { get; init; }

    /// <summary>Each key that has a value; empty when the file could not be read.</summary>
    public KeyResponse[] Keys { get; init => field = value ?? []; } = [];

    /// <summary>What was accepted and has no effect.</summary>
    public string[] Warnings { get; init => field = value ?? []; } = [];
}
