using Aot.Daemon.Config;
using Aot.Daemon.Networks;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>The networks of a daemon on a kernel that is none. A second one on the same folder is the next daemon.</summary>
internal sealed class TestNetworks
{
    public TestNetworks(string root, FakeDataplane? dataplane = null, NetworkConfig? config = null, TimeProvider? time = null)
    {
        Dataplane = dataplane ?? new FakeDataplane();
        Config = config ?? new NetworkConfig();
        time ??= TimeProvider.System;
        var events = new NetworkEvents(Events);
        Store = new NetworkStore(Path.Combine(root, "networks"), NullLogger.Instance);
        var free = new FreeSubnets(Directory, "test-host");
        var ports = new SandboxPorts(new HostPorts(Dataplane), Dataplane, NullLogger.Instance);
        Sandboxes = new NetworkSandboxes(Directory, Dataplane, new EndpointReservation(), ports, events, NullLogger.Instance);
        Create = new CreateNetwork(Store, Directory, free, Dataplane, events, time);
        Remove = new RemoveNetwork(Store, Directory, Dataplane, events);
        Prune = new PruneNetworks(Directory, Remove, events, time, NullLogger.Instance);
        new LoadNetworks(Store, Directory, new PredefinedNetworks(Store, Directory, free, time), NullLogger.Instance).Run(Config);
    }

    public FakeDataplane Dataplane { get; }

    public NetworkConfig Config { get; }

    public RecordedEvents Events { get; } = new();

    public NetworkDirectory Directory { get; } = new();

    public NetworkStore Store { get; }

    public NetworkSandboxes Sandboxes { get; }

    public CreateNetwork Create { get; }

    public RemoveNetwork Remove { get; }

    public PruneNetworks Prune { get; }
}
