using System.Text.Json.Serialization;

namespace Aot.Daemon.Info.Contracts;

/// <summary>GET /version.</summary>
internal sealed record VersionResponse
{
    public required PlatformInfo Platform { get; init; }

    public required ComponentVersion[] Components { get; init; }

    public required string Version { get; init; }

    public required string ApiVersion { get; init; }

    [JsonPropertyName("MinAPIVersion")]
    public required string MinApiVersion { get; init; }

    public required string GitCommit { get; init; }

    /// <summary>The field is Go's; what is told is .NET's.</summary>
    public required string GoVersion { get; init; }

    public required string Os { get; init; }

    /// <summary>As Go names it: amd64, arm64.</summary>
    public required string Arch { get; init; }

    public required string KernelVersion { get; init; }

    /// <summary>RFC 3339; empty when it is not known.</summary>
    public required string BuildTime { get; init; }
}
