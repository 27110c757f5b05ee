namespace Aot.Daemon.Engine;

/// <summary>Where a task's output is logged; the supervisor writes it (Logs/ reads it).</summary>
internal sealed record LogOptions
{
    /// <summary>Absolute path of the json-file log; null logs nothing (driver none). Rotated files are path.1, path.2, ...</summary>
    public string? Path { get; init; }

    /// <summary>Bytes at which a file is rotated; 0 never rotates.</summary>
    public long MaxSize { get; init; }

    /// <summary>Files kept, the current one included; at least 1.</summary>
    public int MaxFiles { get; init; } = 1;

    /// <summary>What every line carries as `attrs` (labels, env and tag of the log options); null for nothing.</summary>
    public SortedDictionary<string, string>? Attributes { get; init; }
}
