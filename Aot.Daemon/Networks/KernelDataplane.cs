using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The kernel: links by rtnetlink, rules by nftables, namespaces pinned in the exec-root.</summary>
/// <param name="forwards">The daemon turns forwarding on (`ip-forward`).</param>
internal sealed partial class KernelDataplane(string execRoot, bool forwards, ILogger logger) : INetworkDataplane, IDisposable
{
    private readonly NetworkNamespaces _namespaces = new(Path.Combine(execRoot, "netns"));
    private readonly HostForwarding _forwarding = new(Path.Combine(execRoot, "forwarding"));
    private readonly BridgeNetworks _bridges = new();
    private readonly Firewall _firewall = new(logger);
    private readonly PortReservations _ports = new();

    // Guards _networks, and keeps changes of whole networks apart: a reload must not make anew what is being removed. They are seldom; starts do not wait for it.
    private readonly Lock _change = new();
    private readonly Dictionary<string, BridgeSettings> _networks = new(StringComparer.Ordinal);

    public void Restore(IReadOnlyList<BridgeSettings> bridges, IReadOnlyList<PortForward> forwards)
    {
        lock (_change)
        {
            foreach (BridgeSettings bridge in bridges)
            {
                _networks[bridge.InterfaceName] = bridge;
            }

            // A daemon without bridges leaves the host as it is.
            if (bridges.Count > 0)
            {
                EnsureBridges();

                // Also where the bridge could not be repaired: containers may be on it.
                _firewall.Ensure(bridges.Where(bridge => !_bridges.IsOfAnotherKind(bridge.InterfaceName)), forwards, _forwarding.IsOurs);
                foreach (string chain in _firewall.ForeignForwardDrops())
                {
                    LogForeignDrop(logger, chain);
                }
            }
        }
    }

    public void Refresh()
    {
        lock (_change)
        {
            if (_networks.Count > 0)
            {
                EnsureBridges();
                _firewall.Ensure(_forwarding.IsOurs);
            }
        }
    }

    public void Clear()
    {
        lock (_change)
        {
            if (_networks.Count == 0)
            {
                return;
            }

            foreach (BridgeSettings bridge in _networks.Values)
            {
                _bridges.DeleteBridge(bridge);
            }

            _networks.Clear();
            if (_forwarding.IsOurs && _firewall.OthersForward())
            {
                _forwarding.Leave();
            }
            else
            {
                _forwarding.TurnBack();
            }

            _firewall.Delete();
        }
    }

    public bool HasLink(string name) => _bridges.Exists(name);

    public void AddBridge(BridgeSettings bridge)
    {
        lock (_change)
        {
            bool wasOurs = _forwarding.IsOurs;
            EnableForwarding(bridge);
            _bridges.EnsureBridge(bridge);
            try
            {
                _firewall.AddNetwork(bridge);
                if (_forwarding.IsOurs != wasOurs)
                {
                    _firewall.Ensure(_forwarding.IsOurs);
                }
            }
            catch
            {
                _bridges.DeleteBridge(bridge);
                throw;
            }

            _networks[bridge.InterfaceName] = bridge;
        }
    }

    public void RemoveBridge(BridgeSettings bridge)
    {
        lock (_change)
        {
            // The link first: while it is there, the rules that keep it apart are.
            _bridges.DeleteBridge(bridge);
            _networks.Remove(bridge.InterfaceName);
            _firewall.RemoveNetwork(bridge.InterfaceName);
        }
    }

    public bool TryReattach(BridgeSettings bridge, string hostInterface) => _bridges.TryReattach(bridge, hostInterface);

    public INetworkSandbox CreateSandbox(string containerId) => new KernelSandbox(_bridges, _firewall, _namespaces.Create(containerId));

    public INetworkSandbox OpenSandbox(string containerId) => new KernelSandbox(_bridges, _firewall, _namespaces.Open(containerId));

    public void DeleteSandbox(string containerId) => _namespaces.Delete(containerId);

    public ImmutableArray<string> ListSandboxes() => _namespaces.List();

    public void Detach(string hostInterface) => _bridges.Detach(hostInterface);

    public void AddForwards(ImmutableArray<PortForward> forwards) => _firewall.AddForwards(forwards);

    public void RemoveForwards(ImmutableArray<PortForward> forwards) => _firewall.RemoveForwards(forwards);

    public IDisposable ReservePort(byte protocol, IPAddress address, ushort port) => _ports.Reserve(protocol, address, port);

    public void Dispose()
    {
        _bridges.Dispose();
        _firewall.Dispose();
    }

    private void EnsureBridges()
    {
        foreach (BridgeSettings bridge in _networks.Values)
        {
            try
            {
                EnableForwarding(bridge);
                _bridges.EnsureBridge(bridge);
            }
            catch (DaemonException failure)
            {
                // The others are to work; this one fails what is started on it.
                LogBridgeFailed(logger, failure, bridge.InterfaceName);
            }
        }
    }

    private void EnableForwarding(BridgeSettings bridge)
    {
        if (forwards && !bridge.IsInternal)
        {
            _forwarding.TurnOn(ipv6: bridge.Addresses.Any(static address => address.Address.AddressFamily == AddressFamily.InterNetworkV6));
        }
    }

    [LoggerMessage(2430, LogLevel.Error, "The bridge {Name} could not be set up")]
    private static partial void LogBridgeFailed(ILogger logger, Exception failure, string name);

    [LoggerMessage(2431, LogLevel.Warning, "The chain {Chain}, which is not aotd's, drops what it does not accept of what the host forwards, also of containers")]
    private static partial void LogForeignDrop(ILogger logger, string chain);
}
