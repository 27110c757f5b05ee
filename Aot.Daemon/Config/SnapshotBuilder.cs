using Aot.Daemon.Registries;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Config;

/// <summary>
/// Derives a snapshot from a configuration. All that can fail in a start or a reload is here, and it touches nothing that is live: what it
/// writes to disk is named by its content, so a failure needs no undo.
/// </summary>
/// <param name="hostDefault">The runtime of containers where neither they nor the configuration name one; see <see cref="StockRuntimes"/>.</param>
internal sealed class SnapshotBuilder(WrapperScripts scripts, string hostDefault)
{
    /// <summary>Fails as Invalid for a configuration that cannot be, in dockerd's words. Runs no process.</summary>
    public DaemonSnapshot Build(DaemonConfig config, long version) => new()
    {
        Version = version,
        Config = config,
        Runtimes = RuntimeCatalog.Prepare(config.Runtimes, config.DefaultRuntime, scripts, hostDefault),
        Registries = RegistryHosts.Create(config.RegistryMirrors, config.InsecureRegistries),
    };

    /// <summary>Fails as <see cref="Build"/> would, and writes nothing.</summary>
    public static void Check(DaemonConfig config)
    {
        RuntimeRules.Check(config.Runtimes, config.DefaultRuntime);
        RegistryHosts.Create(config.RegistryMirrors, config.InsecureRegistries);
    }
}
