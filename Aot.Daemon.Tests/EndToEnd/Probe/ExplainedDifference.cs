namespace Aot.Daemon.Tests.EndToEnd.Probe;

/// <summary>
/// A line that one daemon's container has and the other's has not, or has differently, and why that is right.
/// </summary>
/// <param name="Section">The probe's section.</param>
/// <param name="Pattern">A regular expression of the lines of either daemon that the difference explains.</param>
/// <param name="Reason">Why they may differ.</param>
/// <param name="Options">The words of the `docker run` line that bring it about; null for any line.</param>
/// <param name="Runtime">The OCI runtime that makes it, when it is one's alone: dockerd runs runc.</param>
internal sealed record ExplainedDifference(string Section, string Pattern, string Reason, string? Runtime = null, string? Options = null)
{
    public bool Applies(string runtime, string options) =>
        (Runtime is null || Runtime == runtime) && (Options is null || options.Contains(Options, StringComparison.Ordinal));
}
