namespace Aot.Daemon.Tests.EndToEnd.Probe;

/// <summary>
/// A line that one daemon's container has and the other's has not, or has differently, and why that is right.
/// </summary>
/// <param name="Section">The probe's section.</param>
/// <param name="Pattern">A regular expression of the lines of either daemon that the difference explains.</param>
/// <param name="Reason">Why they may differ.</param>
internal sealed record ExplainedDifference(string Section, string Pattern, string Reason);
