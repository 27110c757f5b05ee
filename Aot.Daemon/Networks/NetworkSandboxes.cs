using System.Collections.Concurrent;
using System.Collections.Immutable;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>
/// The networks' part of running containers: namespaces, endpoints, ports. Each operation is all or nothing. Those on one container are the holder's of its
/// gate, one at a time; those on different ones go on beside each other.
/// </summary>
internal sealed partial class NetworkSandboxes(
    NetworkDirectory directory, INetworkDataplane dataplane, EndpointReservation reservation, SandboxPorts ports, NetworkEvents events, ILogger logger)
{
    private readonly ConcurrentDictionary<string, LiveSandbox> _live = new(StringComparer.Ordinal);

    /// <summary>Some container has a namespace of ours.</summary>
    public bool HasNamespaces => _live.Values.Any(live => live.Path.Length > 0);

    /// <summary>The user-defined networks that a running container is on.</summary>
    public NetworkEntry[] NamedNetworksOf(string containerId) => _live.TryGetValue(containerId, out LiveSandbox? live) ? live.NamedNetworks : [];

    /// <summary>Makes all that a run needs.</summary>
    public SandboxState Open(SandboxRequest request)
    {
        var live = new LiveSandbox(request.ContainerId, request.ContainerName, request.Ports);
        try
        {
            foreach (EndpointRequest endpoint in request.Endpoints)
            {
                live.Add(reservation.Make(live, endpoint));
            }

            if (request.HasNamespace)
            {
                ports.Reserve(live);
                Build(live);
            }

            _live[live.ContainerId] = live;
        }
        catch
        {
            Close(live);
            throw;
        }

        foreach (LiveEndpoint endpoint in live.Endpoints)
        {
            events.Publish(endpoint.Network.Record, "connect", live.ContainerId);
        }

        return live.State();
    }

    /// <summary>Gives back all that a run holds. Harmless when it holds nothing. A step that fails stops no other.</summary>
    /// <returns>The last failure, which is logged; null when all went well.</returns>
    public Exception? Release(string containerId)
    {
        if (!_live.TryRemove(containerId, out LiveSandbox? live))
        {
            return null;
        }

        Exception? failure = Close(live);
        foreach (LiveEndpoint endpoint in live.Endpoints)
        {
            events.Publish(endpoint.Network.Record, "disconnect", containerId);
        }

        return failure;
    }

    /// <summary>Takes over what a container that an earlier daemon started holds. What of it is not to be had any more is reported and left out.</summary>
    public void Adopt(SandboxRequest wanted, SandboxState state)
    {
        var live = new LiveSandbox(wanted.ContainerId, wanted.ContainerName, wanted.Ports) { Path = state.Path };
        foreach (EndpointState endpoint in state.Endpoints)
        {
            EndpointRequest? request = wanted.Endpoints.FirstOrDefault(each => each.Network.Id == endpoint.NetworkId);
            if (directory.FindById(endpoint.NetworkId) is { } network
                && LiveEndpoint.Restore(network, endpoint) is { } restored
                && reservation.TryAdopt(live, restored, request))
            {
                live.Add(restored);
            }
            else
            {
                LogLost(logger, wanted.ContainerId, endpoint.NetworkId);
            }
        }

        ports.Adopt(live, state.Ports);
        _live[live.ContainerId] = live;
    }

    /// <summary>Takes over the namespace that is pinned for a container, whatever is in it. Nothing happens when there is none.</summary>
    public void AdoptUnknown(string containerId)
    {
        try
        {
            if (dataplane.ListSandboxes().Contains(containerId))
            {
                using INetworkSandbox sandbox = dataplane.OpenSandbox(containerId);
                _live[containerId] = new LiveSandbox(containerId, "", []) { Path = sandbox.Path };
                LogUnknown(logger, containerId);
            }
        }
        catch (DaemonException failure)
        {
            LogFailed(logger, failure, containerId);
        }
    }

    /// <summary>What a run holds; null: nothing.</summary>
    public SandboxState? Held(string containerId) => _live.TryGetValue(containerId, out LiveSandbox? live) ? live.State() : null;

    /// <summary>Attaches a running container to one more network.</summary>
    /// <param name="keep">Writes down what the container is to hold, before the kernel's part is made: a daemon that comes after a crash finishes or frees it.</param>
    public SandboxState Connect(string containerId, EndpointRequest request, Action<SandboxState> keep)
    {
        LiveSandbox live = _live[containerId];
        lock (live.Change)
        {
            LiveEndpoint endpoint = reservation.Make(live, request);
            live.Add(endpoint);
            try
            {
                keep(live.State());
                CrashPoint.At("connect:kept");
                using INetworkSandbox sandbox = dataplane.OpenSandbox(containerId);
                Attach(sandbox, live, endpoint);
                CrashPoint.At("connect:attached");
                ports.Follow(live);
            }
            catch
            {
                live.Remove(endpoint);
                Undo(() => dataplane.Detach(endpoint.State.HostInterface), containerId);
                reservation.Return(live, endpoint);
                Undo(() => Reroute(live), containerId);
                throw;
            }

            events.Publish(request.Network.Record, "connect", containerId);
            return live.State();
        }
    }

    /// <summary>Takes a running container off a network. The ports move to the next way out, if there is one.</summary>
    public SandboxState Disconnect(string containerId, NetworkEntry network)
    {
        LiveSandbox live = _live[containerId];
        lock (live.Change)
        {
            if (live.Endpoints.FirstOrDefault(each => each.Network.Id == network.Id) is { } endpoint)
            {
                dataplane.Detach(endpoint.State.HostInterface);
                CrashPoint.At("disconnect:detached");
                live.Remove(endpoint);
                reservation.Return(live, endpoint);
                Undo(() => Reroute(live), containerId);
                events.Publish(network.Record, "disconnect", containerId);
            }

            return live.State();
        }
    }

    /// <summary>A running container has another name from here on.</summary>
    public void Rename(string containerId, string name)
    {
        if (_live.TryGetValue(containerId, out LiveSandbox? live))
        {
            live.ContainerName = name;
            foreach (LiveEndpoint endpoint in live.Endpoints)
            {
                endpoint.Network.Rename(containerId, name);
            }
        }
    }

    /// <summary>Puts the kernel's part of all networks and containers to what it is to be. Once, at daemon start, before any container starts.</summary>
    public void Restore()
    {
        var forwards = new List<PortForward>();
        foreach (LiveSandbox live in _live.Values)
        {
            forwards.AddRange(live.Forwards());
        }

        dataplane.Restore([.. directory.All().Select(network => network.Bridge).OfType<BridgeSettings>()], forwards);
        Reattach();
    }

    /// <summary>Puts back what somebody took away of the kernel's part, beside whatever goes on.</summary>
    public void Refresh()
    {
        dataplane.Refresh();
        Reattach();
    }

    /// <summary>Deletes the namespaces that an earlier daemon left and no container holds. Once, at daemon start, before any container starts.</summary>
    public void SweepNamespaces()
    {
        foreach (string id in dataplane.ListSandboxes())
        {
            if (!_live.ContainsKey(id))
            {
                Undo(() => dataplane.DeleteSandbox(id), id);
            }
        }
    }

    /// <summary>When the daemon stops and no container runs on, the host gets back what it was.</summary>
    public void ClearHost()
    {
        if (!HasNamespaces)
        {
            dataplane.Clear();
        }
    }

    private void Reattach()
    {
        foreach (LiveSandbox live in _live.Values)
        {
            lock (live.Change)
            {
                foreach (LiveEndpoint endpoint in live.Endpoints)
                {
                    if (endpoint.Network.Bridge is not null && _live.ContainsKey(live.ContainerId))
                    {
                        Undo(() => Reattach(live, endpoint), live.ContainerId);
                    }
                }
            }
        }
    }

    private void Reattach(LiveSandbox live, LiveEndpoint endpoint)
    {
        if (!dataplane.TryReattach(endpoint.Network.Bridge!, endpoint.State.HostInterface))
        {
            using INetworkSandbox sandbox = dataplane.OpenSandbox(live.ContainerId);
            Attach(sandbox, live, endpoint);
        }
    }

    private void Build(LiveSandbox live)
    {
        using INetworkSandbox sandbox = dataplane.CreateSandbox(live.ContainerId);
        live.Path = sandbox.Path;
        foreach (LiveEndpoint endpoint in live.Endpoints)
        {
            Attach(sandbox, live, endpoint);
        }

        if (live.Leases.Count > 0)
        {
            dataplane.AddForwards(live.Forwards());
        }
    }

    private static void Attach(INetworkSandbox sandbox, LiveSandbox live, LiveEndpoint endpoint) => sandbox.Attach(
        endpoint.Network.Bridge!,
        endpoint.Link(ReferenceEquals(live.GatewayIPv4, endpoint), ReferenceEquals(live.GatewayIPv6, endpoint)));

    private void Reroute(LiveSandbox live)
    {
        using (INetworkSandbox sandbox = dataplane.OpenSandbox(live.ContainerId))
        {
            if (live.GatewayIPv4 is { } gateway)
            {
                sandbox.SetGateways(gateway.State.SandboxInterface, gateway.Network.IPv4!.Router, null);
            }

            if (live.GatewayIPv6 is { } gateway6)
            {
                sandbox.SetGateways(gateway6.State.SandboxInterface, null, gateway6.Network.IPv6!.Router);
            }
        }

        ports.Follow(live);
    }

    private Exception? Close(LiveSandbox live)
    {
        lock (live.Change)
        {
            Exception? failure = Undo(() => ports.Return(live), live.ContainerId);
            if (live.Path.Length > 0)
            {
                failure = Undo(() => dataplane.DeleteSandbox(live.ContainerId), live.ContainerId) ?? failure;
            }

            foreach (LiveEndpoint endpoint in live.Endpoints)
            {
                reservation.Return(live, endpoint);
            }

            return failure;
        }
    }

    private Exception? Undo(Action action, string containerId)
    {
        try
        {
            action();
            return null;
        }
        catch (Exception failure) when (failure is DaemonException or IOException)
        {
            LogFailed(logger, failure, containerId);
            return failure;
        }
    }

    [LoggerMessage(2420, LogLevel.Error, "Setting up, or giving back, what container {Id} holds of networks failed")]
    private static partial void LogFailed(ILogger logger, Exception failure, string id);

    [LoggerMessage(2423, LogLevel.Error, "What container {Id} has of networks is not known: if it runs, its published ports and its names do not work until it is started anew")]
    private static partial void LogUnknown(ILogger logger, string id);

    [LoggerMessage(2421, LogLevel.Error, "Container {Id} is not on network {Network} any more: the network is gone, or its address is another's")]
    private static partial void LogLost(ILogger logger, string id, string network);
}
