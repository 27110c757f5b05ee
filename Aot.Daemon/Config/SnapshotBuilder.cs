using Aot.Daemon.Registries;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Config;

/// <summary>
/// Derives a snapshot from a configuration. All that can fail in a start or a reload is here, and it touches nothing that is live: what it
/// writes to disk is named by its content, so a failure needs no undo.
/// </summary>
internal sealed class SnapshotBuilder(RuntimeVersions versions)
{
    /// <summary>Fails as Invalid for a configuration that cannot be, in dockerd's words.</summary>
    public async ValueTask<DaemonSnapshot> BuildAsync(DaemonConfig config, long version, CancellationToken cancellationToken) => new()
    {
        Version = version,
        Config = config,
        Runtimes = await RuntimeCatalog.CreateAsync(config.Runtimes, config.DefaultRuntime, versions, cancellationToken),
        Registries = RegistryHosts.Create(config.RegistryMirrors, config.InsecureRegistries),
    };
}
