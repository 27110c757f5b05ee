using System.Collections.Immutable;

namespace Aot.Daemon.Runtimes;

/// <summary>A runtime that the user named: --add-runtime, or `runtimes` in daemon.json. Kept as written; what may go together is checked
/// where the catalog is made.</summary>
internal sealed record RuntimeConfig
{
    /// <summary>The binary: absolute, or a name that is looked up on PATH; empty when a type was given.</summary>
    public string Path { get; init; } = "";

    /// <summary>Arguments before those of each call.</summary>
    public ImmutableArray<string> Arguments { get; init; } = [];

    /// <summary>The name of a containerd shim; empty when a path was given.</summary>
    public string RuntimeType { get; init; } = "";

    /// <summary>The shim's options, as JSON; empty when there are none.</summary>
    public string Options { get; init; } = "";

    public bool Equals(RuntimeConfig? other) =>
        other is not null && Path == other.Path && RuntimeType == other.RuntimeType && Options == other.Options
        && Arguments.AsSpan().SequenceEqual(other.Arguments.AsSpan());

    public override int GetHashCode() => HashCode.Combine(Path, RuntimeType, Options, Arguments.Length);
}
