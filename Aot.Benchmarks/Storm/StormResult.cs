namespace Aot.Benchmarks.Storm;

/// <summary>What clients saw in quiet and in stormy times of one run.</summary>
internal sealed record StormResult
{
    public required IReadOnlyList<StormStep> Steps { get; init; }

    public required int Signals { get; init; }

    /// <summary>Reloads that the log tells of; signals that come while one waits already are one.</summary>
    public required int Applied { get; init; }

    public required int Refused { get; init; }

    public required int Starts { get; init; }

    /// <summary>Answers and containers in which two generations were seen.</summary>
    public required int Mixed { get; init; }

    public required IReadOnlyList<string> Failures { get; init; }
}
