using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>The kernel: links by rtnetlink, rules by nftables, namespaces pinned in the exec-root.</summary>
/// <param name="forwards">The daemon turns forwarding on (`ip-forward`).</param>
internal sealed partial class KernelDataplane(string namespaceFolder, bool forwards, ILogger logger) : INetworkDataplane, IDisposable
{
    private readonly NetworkNamespaces _namespaces = new(namespaceFolder);
    private readonly BridgeNetworks _bridges = new();
    private readonly Firewall _firewall = new(logger);
    private readonly PortReservations _ports = new();

    public void Restore(
        IReadOnlyList<BridgeSettings> bridges, IReadOnlyList<(BridgeSettings Bridge, string HostInterface)> ports, IReadOnlyList<PortForward> forwards)
    {
        var present = new List<BridgeSettings>();
        foreach (BridgeSettings bridge in bridges)
        {
            try
            {
                EnableForwarding(bridge);
                _bridges.EnsureBridge(bridge);
                present.Add(bridge);
            }
            catch (DaemonException failure)
            {
                // The others are to work; this one fails what is started on it.
                LogBridgeFailed(logger, failure, bridge.InterfaceName);
            }
        }

        foreach ((BridgeSettings bridge, string hostInterface) in ports)
        {
            try
            {
                _bridges.TryReattach(bridge, hostInterface);
            }
            catch (DaemonException failure)
            {
                LogBridgeFailed(logger, failure, bridge.InterfaceName);
            }
        }

        // A daemon without bridges leaves the host as it is.
        if (bridges.Count > 0)
        {
            _firewall.Ensure(present, forwards);
            foreach (string chain in _firewall.ForeignForwardDrops())
            {
                LogForeignDrop(logger, chain);
            }
        }
    }

    public void Clear(IReadOnlyList<BridgeSettings> bridges)
    {
        if (bridges.Count > 0)
        {
            _firewall.Delete();
        }

        foreach (BridgeSettings bridge in bridges)
        {
            _bridges.DeleteBridge(bridge);
        }
    }

    public void AddBridge(BridgeSettings bridge)
    {
        EnableForwarding(bridge);
        _bridges.EnsureBridge(bridge);
        try
        {
            _firewall.AddNetwork(bridge);
        }
        catch
        {
            _bridges.DeleteBridge(bridge);
            throw;
        }
    }

    public void RemoveBridge(BridgeSettings bridge)
    {
        _firewall.RemoveNetwork(bridge.InterfaceName);
        _bridges.DeleteBridge(bridge);
    }

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

    private void EnableForwarding(BridgeSettings bridge)
    {
        if (forwards && !bridge.IsInternal)
        {
            BridgeNetworks.EnableForwarding(
                ipv4: true,
                ipv6: bridge.Addresses.Any(static address => address.Address.AddressFamily == AddressFamily.InterNetworkV6));
        }
    }

    [LoggerMessage(2430, LogLevel.Error, "The bridge {Name} could not be set up")]
    private static partial void LogBridgeFailed(ILogger logger, Exception failure, string name);

    [LoggerMessage(2431, LogLevel.Warning, "The chain {Chain}, which is not aotd's, drops what it does not accept of what the host forwards, also of containers")]
    private static partial void LogForeignDrop(ILogger logger, string chain);
}
