namespace Aot.Daemon.Tests.EndToEnd.Probe;

/// <summary>All differences between a container of aotd and one of dockerd 20.10 that are meant. Anything else fails the comparison.</summary>
internal static class ExplainedDifferences
{
    public static IReadOnlyList<ExplainedDifference> All { get; } =
    [
    ];
}
