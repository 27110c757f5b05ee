using Aot.Benchmarks.Daemons;

namespace Aot.Benchmarks.Reload;

/// <summary>What reloads took, and what the daemon held before and after them.</summary>
internal sealed record ReloadResult
{
    public required int Runtimes { get; init; }

    public required int Reloads { get; init; }

    /// <summary>From kill(2) to the end of the first GET /info that tells the new label.</summary>
    public required double MedianMilliseconds { get; init; }

    public required double P99Milliseconds { get; init; }

    public required double LargestMilliseconds { get; init; }

    /// <summary>A GET /info alone: at least one is within each of the times above.</summary>
    public required double InfoMedianMilliseconds { get; init; }

    /// <summary>What the machine alone adds to the 99th percentile at this time.</summary>
    public required double InfoP99Milliseconds { get; init; }

    public required ProcessFacts Before { get; init; }

    public required ProcessFacts After { get; init; }
}
