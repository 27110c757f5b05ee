using Aot.Daemon.Tests.EndToEnd.Probe;

namespace Aot.Daemon.Tests.EndToEnd.Verbs;

/// <summary>All differences between the outputs of aotd and of dockerd 20.10 that are meant. Anything else fails the comparison.</summary>
internal static class VerbDifferences
{
    public static IReadOnlyList<ExplainedDifference> All { get; } =
    [
    ];
}
