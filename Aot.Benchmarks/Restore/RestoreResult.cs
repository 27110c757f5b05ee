using System.Text.Json.Serialization;
using Aot.Benchmarks.Latency;

namespace Aot.Benchmarks.Restore;

/// <summary>How one daemon came back after SIGKILL. Times begin at the exec.</summary>
internal sealed record RestoreResult
{
    public required string Daemon { get; init; }

    /// <summary>Containers that ran.</summary>
    public required int Count { get; init; }

    [JsonIgnore]
    public LatencySamples FirstPing { get; } = new();

    [JsonIgnore]
    public LatencySamples AllListed { get; } = new();

    public double FirstPingMilliseconds => FirstPing.Median;

    public double AllListedMilliseconds => AllListed.Median;

    /// <summary>Containers that a restart did not find, or found as another process.</summary>
    public int Lost { get; set; }
}
