using System.Collections.Immutable;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Config;

/// <summary>The outcome of a reload, key by key.</summary>
internal sealed record ReloadReport
{
    /// <summary>The version of the snapshot in force after it.</summary>
    public required long Version { get; init; }

    /// <summary>Why nothing was changed; null: it succeeded.</summary>
    public string? Failure { get; init; }

    /// <summary>The failure's kind; null: it succeeded.</summary>
    public ErrorKind? FailureKind { get; init; }

    /// <summary>Sorted by name; empty when the file could not be read.</summary>
    public ImmutableArray<KeyReport> Keys { get; init; } = [];

    /// <summary>What was accepted and has no effect.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>The keys of one outcome.</summary>
    public IEnumerable<KeyReport> Of(KeyOutcome outcome) => Keys.Where(key => key.Outcome == outcome);
}
