using Aot.Daemon.Config;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>Snapshots as the daemon makes them, of a configuration that a test wrote.</summary>
internal static class TestSnapshots
{
    public static ValueTask<DaemonSnapshot> OfAsync(DaemonConfig config) =>
        new SnapshotBuilder(new RuntimeVersions()).BuildAsync(config, version: 1, CancellationToken.None);
}
