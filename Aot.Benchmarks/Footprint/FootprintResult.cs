namespace Aot.Benchmarks.Footprint;

/// <summary>What one daemon takes of the machine.</summary>
internal sealed record FootprintResult
{
    public required string Daemon { get; init; }

    /// <summary>Median of twenty starts, from exec to the first answered /_ping.</summary>
    public required double FirstPingMilliseconds { get; init; }

    /// <summary>All its processes, after one container has come and gone.</summary>
    public required double IdlePssMegabytes { get; init; }

    /// <summary>After 10,000 requests more, with one container running.</summary>
    public required double PssAfterRequestsMegabytes { get; init; }

    /// <summary>The program alone.</summary>
    public required long BinaryBytes { get; init; }
}
