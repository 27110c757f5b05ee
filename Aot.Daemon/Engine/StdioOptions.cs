namespace Aot.Daemon.Engine;

/// <summary>The streams of a process.</summary>
internal sealed record StdioOptions
{
    /// <summary>A pseudo-terminal carries all three streams.</summary>
    public bool Terminal { get; init; }

    /// <summary>Standard input is a stream that can be attached to; otherwise /dev/null.</summary>
    public bool OpenStdin { get; init; }

    /// <summary>Standard input ends with its first attachment.</summary>
    public bool StdinOnce { get; init; }

    /// <summary>The terminal's size at start in characters; 0 leaves the kernel's default. The spec's process.consoleSize must say the same: runtimes
    /// give it to the terminal before the process's first instruction, while the engine can do so only once it has been handed the terminal.</summary>
    public int Columns { get; init; }

    public int Rows { get; init; }
}
