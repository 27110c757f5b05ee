namespace Aot.Daemon.Engine;

/// <summary>The end of a task (ExecId null) or of an exec.</summary>
/// <param name="ExitCode">0 to 255; 128 + n after signal n; null when nobody could learn it (never invented).</param>
/// <param name="OomKilled">The kernel killed a process of the container for want of memory.</param>
internal sealed record ProcessExit(string ContainerId, string? ExecId, int? ExitCode, DateTimeOffset ExitedAt, bool OomKilled)
{
    /// <summary>What records and clients are told of an exit code that nobody could learn.</summary>
    public const int UnknownExitCode = -1;

    /// <summary>The exit code as records and clients are told it.</summary>
    public int ToldExitCode => ExitCode ?? UnknownExitCode;
}
