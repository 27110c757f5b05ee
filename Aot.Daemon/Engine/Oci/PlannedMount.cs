namespace Aot.Daemon.Engine.Oci;

/// <summary>A mount that a user asked for, parsed and checked.</summary>
internal sealed record PlannedMount
{
    /// <summary>`bind` or `tmpfs`.</summary>
    public required string Type { get; init; }

    /// <summary>The host's path, cleaned; empty for a tmpfs.</summary>
    public string Source { get; init; } = "";

    /// <summary>The path in the container, cleaned.</summary>
    public required string Target { get; init; }

    public bool ReadOnly { get; init; }

    /// <summary>The mode of a -v option, as given; empty otherwise. Inspect shows it.</summary>
    public string Mode { get; init; } = "";

    /// <summary>private, rprivate, shared, rshared, slave or rslave; empty for a tmpfs.</summary>
    public string Propagation { get; init; } = "";

    /// <summary>The user named the propagation.</summary>
    public bool PropagationGiven { get; init; }

    public bool NonRecursive { get; init; }

    /// <summary>Options of a tmpfs after dockerd's own.</summary>
    public string[] TmpfsOptions { get; init; } = [];

    /// <summary>A missing source is made, a folder.</summary>
    public bool CreateSource { get; init; }

    public bool IsTmpfs => Type == "tmpfs";

    /// <summary>How deep the target lies: a mount goes after those that it may lie in.</summary>
    public int Depth => Target.AsSpan().Count('/');
}
