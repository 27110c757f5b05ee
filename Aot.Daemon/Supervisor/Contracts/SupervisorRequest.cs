namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>A daemon's message to the supervisor; which members are set depends on the verb.</summary>
internal sealed record SupervisorRequest
{
    /// <summary>Comes back in the reply; never 0.</summary>
    public long Id { get; init; }

    public SupervisorVerb Verb { get; init; }

    /// <summary>The container's id.</summary>
    public string? Task { get; init; }

    /// <summary>The exec's id; null means the task's own process.</summary>
    public string? Exec { get; init; }

    /// <summary>Create.</summary>
    public ProcessSettings? Settings { get; init; }

    /// <summary>Signal: its number.</summary>
    public int Signal { get; init; }

    /// <summary>Resize.</summary>
    public int Columns { get; init; }

    public int Rows { get; init; }

    /// <summary>Attach: which streams.</summary>
    public bool Stdin { get; init; }

    public bool Stdout { get; init; }

    public bool Stderr { get; init; }

    /// <summary>Hold, Held: of the descriptor.</summary>
    public string? Name { get; init; }

    /// <summary>Keep: what the descriptor is.</summary>
    public KeptDescriptor Kept { get; init; }
}
