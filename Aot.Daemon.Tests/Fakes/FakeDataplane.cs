using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>A kernel that keeps what it was told, and fails where a test says so.</summary>
internal sealed class FakeDataplane : INetworkDataplane
{
    private readonly Lock _lock = new();

    public Dictionary<string, BridgeSettings> Bridges { get; } = [];

    public Dictionary<string, FakeSandbox> Sandboxes { get; } = [];

    public List<PortForward> Forwards { get; } = [];

    public HashSet<(byte Protocol, IPAddress Address, ushort Port)> ReservedPorts { get; } = [];

    /// <summary>Ports of other programs.</summary>
    public HashSet<ushort> ForeignPorts { get; } = [];

    public Exception? BridgeFailure { get; set; }

    public Exception? AttachFailure { get; set; }

    public Exception? ForwardFailure { get; set; }

    public int Restores { get; private set; }

    public void Restore(IReadOnlyList<BridgeSettings> bridges, IReadOnlyList<PortForward> forwards)
    {
        Restores++;
        Bridges.Clear();
        Forwards.Clear();
        Forwards.AddRange(forwards);
        foreach (BridgeSettings bridge in bridges)
        {
            Bridges[bridge.InterfaceName] = bridge;
        }
    }

    public void Refresh() => Restores++;

    /// <summary>Links of others.</summary>
    public HashSet<string> ForeignLinks { get; } = [];

    public bool HasLink(string name) => ForeignLinks.Contains(name);

    public bool TryReattach(BridgeSettings bridge, string hostInterface)
    {
        lock (_lock)
        {
            return Sandboxes.Values.Any(sandbox => sandbox.Links.Exists(each => each.Link.HostInterface == hostInterface));
        }
    }

    public void Clear()
    {
        Bridges.Clear();
        Forwards.Clear();
    }

    public void AddBridge(BridgeSettings bridge)
    {
        if (BridgeFailure is { } failure)
        {
            throw failure;
        }

        lock (_lock)
        {
            Bridges.Add(bridge.InterfaceName, bridge);
        }
    }

    public void RemoveBridge(BridgeSettings bridge)
    {
        lock (_lock)
        {
            Bridges.Remove(bridge.InterfaceName);
        }
    }

    public INetworkSandbox CreateSandbox(string containerId)
    {
        lock (_lock)
        {
            return Sandboxes[containerId] = new FakeSandbox($"/run/netns/{containerId}") { AttachFailure = AttachFailure };
        }
    }

    public INetworkSandbox OpenSandbox(string containerId)
    {
        FakeSandbox sandbox = Sandboxes.GetValueOrDefault(containerId) ?? throw DaemonException.System("no such namespace");
        sandbox.AttachFailure = AttachFailure;
        return sandbox;
    }

    public void DeleteSandbox(string containerId)
    {
        lock (_lock)
        {
            Sandboxes.Remove(containerId);
        }
    }

    public ImmutableArray<string> ListSandboxes() => [.. Sandboxes.Keys];

    public void Detach(string hostInterface)
    {
        lock (_lock)
        {
            foreach (FakeSandbox sandbox in Sandboxes.Values)
            {
                sandbox.Links.RemoveAll(each => each.Link.HostInterface == hostInterface);
            }
        }
    }

    public void AddForwards(ImmutableArray<PortForward> forwards)
    {
        if (ForwardFailure is { } failure)
        {
            throw failure;
        }

        lock (_lock)
        {
            Forwards.AddRange(forwards);
        }
    }

    public void RemoveForwards(ImmutableArray<PortForward> forwards)
    {
        lock (_lock)
        {
            Forwards.RemoveAll(forwards.Contains);
        }
    }

    public IDisposable ReservePort(byte protocol, IPAddress address, ushort port)
    {
        lock (_lock)
        {
            if (ForeignPorts.Contains(port))
            {
                throw DaemonException.Conflict($"listen tcp4 {address}:{port}: bind: address already in use");
            }

            if (!ReservedPorts.Add((protocol, address, port)))
            {
                throw DaemonException.Conflict($"Bind for {address}:{port} failed: port is already allocated");
            }

            return new Reservation(this, (protocol, address, port));
        }
    }

    private sealed class Reservation(FakeDataplane dataplane, (byte Protocol, IPAddress Address, ushort Port) port) : IDisposable
    {
        public void Dispose()
        {
            lock (dataplane._lock)
            {
                dataplane.ReservedPorts.Remove(port);
            }
        }
    }
}
