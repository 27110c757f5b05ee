using Aot.Daemon.Config;
using Aot.Daemon.Info.Contracts;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Info;

/// <summary>What /info and /version tell of the daemon's other parts, which do not know of them. Asked anew for each request.</summary>
internal sealed record InfoSources
{
    /// <summary>The id of this data root.</summary>
    public required string EngineId { get; init; }

    /// <summary>The daemon's version and the commit that it was built from.</summary>
    public required string Version { get; init; }

    public required string Commit { get; init; }

    public required Func<ContainerCounts> Containers { get; init; }

    public required Func<int> Images { get; init; }

    /// <summary>The runtimes that containers can name, by name; with what their binaries say of themselves (from a cache) if the flag says so.</summary>
    public required Func<RuntimeCatalog, bool, CancellationToken, ValueTask<SortedDictionary<string, RuntimeInfo>>> Runtimes { get; init; }

    /// <summary>What the default runtime says of itself, from a cache; null when it says nothing.</summary>
    public required Func<RuntimeCatalog, CancellationToken, ValueTask<RuntimeVersionInfo?>> DefaultRuntimeVersion { get; init; }

    /// <summary>The init binary for --init; empty when there is none.</summary>
    public Func<DaemonConfig, string> InitBinary { get; init; } = _ => "";
}
