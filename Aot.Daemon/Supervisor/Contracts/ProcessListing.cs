namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>A process as the supervisor sees it.</summary>
internal sealed record ProcessListing
{
    public required string Task { get; init; }

    public string? Exec { get; init; }

    public ProcessPhase Phase { get; init; }

    /// <summary>The pid on the host; 0 before the start.</summary>
    public int Pid { get; init; }

    /// <summary>In clock ticks since boot; 0 before the start.</summary>
    public ulong StartTime { get; init; }

    public bool Terminal { get; init; }

    /// <summary>Standard input can still be written to.</summary>
    public bool InputOpen { get; init; }

    /// <summary>An adopted process whose terminal the supervisor lacks.</summary>
    public bool LacksTerminal { get; init; }

    /// <summary>A task whose processes stand still.</summary>
    public bool Paused { get; init; }

    /// <summary>A running task of which the kernel has killed a process for want of memory.</summary>
    public bool OomKilled { get; init; }

    /// <summary>Set when the phase is Ended.</summary>
    public ExitRecord? Exit { get; init; }
}
