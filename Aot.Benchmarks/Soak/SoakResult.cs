namespace Aot.Benchmarks.Soak;

/// <summary>What stayed of many containers.</summary>
internal sealed record SoakResult
{
    public required string Daemon { get; init; }

    public required int Cycles { get; init; }

    /// <summary>After the warm-up, then after each tenth.</summary>
    public List<SoakFacts> Looks { get; } = [];

    public SoakFacts Before => Looks[0];

    public SoakFacts After => Looks[^1];
}
