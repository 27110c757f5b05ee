namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>A supervisor's message to a daemon: the reply to a request (Id not 0) or an event.</summary>
internal sealed record SupervisorReply
{
    /// <summary>Raised when an older daemon or supervisor would misunderstand the other.</summary>
    public const int CurrentProtocol = 2;

    public long Id { get; init; }

    /// <summary>Hello: the protocol that the supervisor speaks.</summary>
    public int Protocol { get; init; }

    /// <summary>Why the request failed; null when it succeeded.</summary>
    public SupervisorFailure? Failure { get; init; }

    /// <summary>Start: the process as it is now.</summary>
    public ProcessListing? Started { get; init; }

    /// <summary>Hello: every process there is, tasks before their execs.</summary>
    public List<ProcessListing>? Processes { get; init; }

    /// <summary>Pids: the host's pids of the task's processes.</summary>
    public int[]? Pids { get; init; }

    /// <summary>An event: a process has ended, its output is logged.</summary>
    public ProcessListing? Ended { get; init; }

    /// <summary>An event: the kernel kills a process of a task for want of memory.</summary>
    public ProcessListing? OutOfMemory { get; init; }

    /// <summary>An event: standard input was closed for good; whoever keeps its write end must let go.</summary>
    public ProcessListing? InputClosed { get; init; }
}
