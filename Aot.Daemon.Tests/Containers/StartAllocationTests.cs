using Aot.Daemon.Config;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Events;
using Aot.Daemon.Linux;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>The synchronous core of a start leaves no garbage: the lookup, the capture of the configuration, the checks, the spec and the event.</summary>
public sealed class StartAllocationTests : IAsyncLifetime
{
    private ContainerBench _bench = null!;

    public async Task InitializeAsync() => _bench = await ContainerBench.CreateAsync();

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Fact]
    public async Task The_core_of_a_start_allocates_nothing()
    {
        // Run once for real, so that its rootfs is mounted; then held to what a start does.
        ContainerEntry entry = await _bench.RunAsync(name: "web");
        ContainerRecord startable = entry.Record with { State = new ContainerState() };
        var events = new ContainerEvents(new EventService(TimeProvider.System));
        var specs = new ContainerSpecs(new SpecWriter(HostFacts.Read(), _bench.Images.Root), _bench.Directory);
        var configuration = new SnapshotStore(_bench.Configuration);
        var settings = new RecordedSettings(HostFacts.Read());
        long before = 0;

        // The first rounds fill caches and pools.
        const int Warm = 50, Measured = 100;
        for (int i = 0; i < Warm + Measured; i++)
        {
            if (i == Warm)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            DaemonSnapshot captured = configuration.Current;
            ContainerEntry found = _bench.Directory.Find(i % 2 == 0 ? entry.Id : "web");
            _ = ContainerTransitions.Require(startable, ContainerMove.Start);
            settings.Verify(found, captured);
            using PreparedSpec spec = specs.Write(found, specs.Join(found), OpenedSandbox.None, null, captured);
            _ = captured.Runtimes.Resolve(found.Record.HostConfig.Runtime);
            events.Publish(found.Record, "start");
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
