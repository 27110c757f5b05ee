using Aot.Daemon.Registries;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Config;

/// <summary>
/// The configuration at one moment: what the user wrote and what is derived from that, as one unit. Immutable to the bottom. An operation
/// captures it once at its edge and passes it down; nothing below reads the store again. Made by <see cref="SnapshotBuilder"/>.
/// </summary>
internal sealed record DaemonSnapshot
{
    /// <summary>1 at start, one more with every reload.</summary>
    public required long Version { get; init; }

    public required DaemonConfig Config { get; init; }

    /// <summary>The runtimes that containers can name.</summary>
    public required RuntimeCatalog Runtimes { get; init; }

    /// <summary>Where images are pulled from.</summary>
    public required RegistryHosts Registries { get; init; }
}
