using Aot.Daemon.Config;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Config;

public sealed class SnapshotStoreTests
{
    [Fact]
    public void A_reader_keeps_what_it_took_while_a_new_one_is_published()
    {
        SnapshotStore store = new(TestSnapshots.Of(new DaemonConfig()));
        DaemonSnapshot taken = store.Current;
        store.Publish(taken with { Version = 2, Config = taken.Config with { Debug = true } });
        Assert.Equal((1, false), (taken.Version, taken.Config.Debug));
        Assert.Equal((2, true), (store.Current.Version, store.Current.Config.Debug));
    }
}
