using Aot.Daemon.Config;
using Aot.Daemon.Events;
using Aot.Daemon.Logging;
using Aot.Daemon.Networks;
using Aot.Daemon.Primitives;

namespace Aot.Daemon;

/// <summary>The part of <see cref="DaemonComposition"/> that builds networks.</summary>
internal sealed class NetworkComposition : IDisposable
{
    private readonly KernelDataplane _dataplane;
    private readonly LoadNetworks _load;
    private readonly CreateNetwork _create;
    private readonly RemoveNetwork _remove;
    private readonly PruneNetworks _prune;
    private readonly NetworkConfig _config;
    private readonly ILogger _log;

    public NetworkComposition(DaemonConfig config, string hostId, IEventSink sink, TimeProvider time, LogSetup logging)
    {
        _config = config.Network;
        _log = logging.For<NetworkComposition>();
        Directory = new NetworkDirectory();
        KernelDataplane dataplane = _dataplane = new(config.ExecRoot, config.Network.IpForward, logging.For<KernelDataplane>());
        var store = new NetworkStore(Path.Combine(config.DataRoot, "networks"), logging.For<NetworkStore>());
        var events = new NetworkEvents(sink);
        var free = new FreeSubnets(Directory, hostId);
        var ports = new SandboxPorts(new HostPorts(dataplane), dataplane, logging.For<SandboxPorts>());
        Sandboxes = new NetworkSandboxes(Directory, dataplane, new EndpointReservation(), ports, events, logging.For<NetworkSandboxes>());
        var predefined = new PredefinedNetworks(store, Directory, free, time);
        _load = new LoadNetworks(store, Directory, predefined, logging.For<LoadNetworks>());
        _create = new CreateNetwork(store, Directory, free, dataplane, events, time);
        _remove = new RemoveNetwork(store, Directory, dataplane, events);
        _prune = new PruneNetworks(Directory, _remove, events, time, logging.For<PruneNetworks>());
    }

    public NetworkDirectory Directory { get; }

    public NetworkSandboxes Sandboxes { get; }

    public NetworkService Service(SnapshotStore configuration, INetworkContainers containers) =>
        new(configuration, Directory, _create, _remove, _prune, containers);

    /// <summary>Makes the networks known. Before the containers are loaded, which hold addresses of them.</summary>
    public void Load() => _load.Run(_config);

    /// <summary>Brings the kernel to what networks and running containers are to have. After the containers are loaded, before any is started.</summary>
    public void Restore()
    {
        Try(Sandboxes.SweepNamespaces, "removing the network namespaces of an earlier daemon");
        Try(Sandboxes.Restore, "setting up the networks");
    }

    /// <summary>Puts back links and rules that somebody took away.</summary>
    public void Refresh() => Try(Sandboxes.Refresh, "setting up the networks");

    /// <summary>The daemon stops, and no container runs on: the host gets back what it was.</summary>
    public void Clear() => Try(Sandboxes.ClearHost, "taking the networks away");

    // A daemon whose networks fail has containers without networks all the same.
    private void Try(Action action, string what)
    {
        try
        {
            action();
        }
        catch (DaemonException failure)
        {
            HostLog.Failed(_log, failure, what);
        }
    }

    public void Dispose() => _dataplane.Dispose();
}
