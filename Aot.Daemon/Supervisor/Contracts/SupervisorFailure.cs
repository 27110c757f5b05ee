using Aot.Daemon.Primitives;

namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>Why a request failed.</summary>
internal sealed record SupervisorFailure
{
    public ErrorKind Kind { get; init; }

    public string Message { get; init; } = "";

    /// <summary>Start: the runtime could not start the process.</summary>
    public StartFailureKind? StartFailure { get; init; }
}
