namespace Aot.Daemon.Containers.Contracts;

/// <summary>`State` of an inspected container. Times are RFC 3339 with nanoseconds.</summary>
internal sealed record InspectState
{
    public required string Status { get; init; }

    public required bool Running { get; init; }

    public required bool Paused { get; init; }

    public required bool Restarting { get; init; }

    public required bool OOMKilled { get; init; }

    public required bool Dead { get; init; }

    public required int Pid { get; init; }

    public required int ExitCode { get; init; }

    public required string Error { get; init; }

    public required string StartedAt { get; init; }

    public required string FinishedAt { get; init; }
}
