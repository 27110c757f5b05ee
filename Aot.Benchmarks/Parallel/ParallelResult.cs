namespace Aot.Benchmarks.Parallel;

/// <summary>What one daemon did with many starts at once.</summary>
internal sealed record ParallelResult
{
    public required string Daemon { get; init; }

    /// <summary>Containers started a second, a round each.</summary>
    public List<double> PerSecond { get; } = [];

    public double Median => PerSecond.Order().ElementAtOrDefault(PerSecond.Count / 2);

    public List<string> Failures { get; } = [];
}
