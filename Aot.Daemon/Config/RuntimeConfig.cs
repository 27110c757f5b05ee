using System.Collections.Immutable;

namespace Aot.Daemon.Config;

/// <summary>An OCI runtime that the user named: --add-runtime, or `runtimes` in daemon.json.</summary>
internal sealed record RuntimeConfig
{
    /// <summary>The binary: absolute, or a name that is looked up on PATH.</summary>
    public required string Path { get; init; }

    /// <summary>Arguments before those of each call.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];
}
