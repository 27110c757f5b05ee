namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>How the supervisor runs a process; for an exec, the task's runtime and cgroup stand.</summary>
internal sealed record ProcessSettings
{
    /// <summary>Absolute path of the OCI runtime; null for an exec.</summary>
    public string? RuntimePath { get; init; }

    public bool Terminal { get; init; }

    public bool OpenStdin { get; init; }

    public bool StdinOnce { get; init; }

    /// <summary>The terminal's first size; 0 leaves the kernel's.</summary>
    public int Columns { get; init; }

    public int Rows { get; init; }

    /// <summary>linux.cgroupsPath of the spec, when it is absolute; null otherwise.</summary>
    public string? CgroupPath { get; init; }

    /// <summary>The task has a pid namespace of its own, so that its first process takes all others along.</summary>
    public bool OwnPidNamespace { get; init; }

    /// <summary>The json-file log; null logs nothing.</summary>
    public string? LogPath { get; init; }

    /// <summary>Bytes at which the log is rotated; 0 never.</summary>
    public long LogMaxSize { get; init; }

    /// <summary>Files kept, the current one included.</summary>
    public int LogMaxFiles { get; init; } = 1;

    /// <summary>Written as `attrs` with every line.</summary>
    public SortedDictionary<string, string>? LogAttributes { get; init; }
}
