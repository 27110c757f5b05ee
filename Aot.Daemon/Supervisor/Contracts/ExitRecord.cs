namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>The end of a process; exit.json.</summary>
internal sealed record ExitRecord
{
    /// <summary>0 to 255, 128 + n after signal n; null when unknown.</summary>
    public int? ExitCode { get; init; }

    public DateTimeOffset ExitedAt { get; init; }

    public bool OomKilled { get; init; }
}
