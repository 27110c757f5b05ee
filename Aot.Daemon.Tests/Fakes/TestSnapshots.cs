using Aot.Daemon.Config;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>Snapshots as the daemon makes them, of a configuration that a test wrote.</summary>
internal static class TestSnapshots
{
    public static DaemonSnapshot Of(DaemonConfig config) =>
        new SnapshotBuilder(new WrapperScripts(config.DataRoot), StockRuntimes.Crun).Build(config, version: 1);
}
