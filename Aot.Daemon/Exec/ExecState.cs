namespace Aot.Daemon.Exec;

/// <summary>What an exec is doing: immutable, published whole.</summary>
internal sealed record ExecState
{
    public ExecStatus Status { get; init; }

    public int Pid { get; init; }

    /// <summary>0 to 255; -1 when nobody could learn it; null until the exec ended.</summary>
    public int? ExitCode { get; init; }

    public DateTimeOffset ExitedAt { get; init; }

    /// <summary>As the API tells it: from the moment the start was asked for.</summary>
    public bool IsRunning => Status is ExecStatus.Starting or ExecStatus.Running;
}
