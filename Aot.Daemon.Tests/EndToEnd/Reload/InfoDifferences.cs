using Aot.Daemon.Tests.EndToEnd.Probe;

namespace Aot.Daemon.Tests.EndToEnd.Reload;

/// <summary>
/// All differences between what aotd and dockerd 20.10 tell of themselves, given the same daemon.json, that are meant. The section is
/// `info` or `event`; a pattern is of a line `path = value`.
/// </summary>
internal static class InfoDifferences
{
    public static IReadOnlyList<ExplainedDifference> All { get; } =
    [
    ];
}
