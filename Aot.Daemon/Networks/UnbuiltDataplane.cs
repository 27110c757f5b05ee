using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>A kernel without bridges: all that needs one is not implemented.</summary>
internal sealed class UnbuiltDataplane : INetworkDataplane
{
    private const string NotBuilt = "bridge networks are not supported by this version of aotd: use none, host or container:ID";

    public void Restore(IReadOnlyList<BridgeSettings> bridges, IReadOnlyList<(BridgeSettings Bridge, string HostInterface)> ports, IReadOnlyList<PortForward> forwards)
    {
    }

    public void Clear(IReadOnlyList<BridgeSettings> bridges)
    {
    }

    public void AddBridge(BridgeSettings bridge) => throw DaemonException.NotImplemented(NotBuilt);

    public void RemoveBridge(BridgeSettings bridge)
    {
    }

    public INetworkSandbox CreateSandbox(string containerId) => throw DaemonException.NotImplemented(NotBuilt);

    public INetworkSandbox OpenSandbox(string containerId) => throw DaemonException.NotImplemented(NotBuilt);

    public void DeleteSandbox(string containerId)
    {
    }

    public ImmutableArray<string> ListSandboxes() => [];

    public void Detach(string hostInterface)
    {
    }

    public void AddForwards(ImmutableArray<PortForward> forwards) => throw DaemonException.NotImplemented(NotBuilt);

    public void RemoveForwards(ImmutableArray<PortForward> forwards)
    {
    }

    public IDisposable? TryReservePort(byte protocol, IPAddress address, ushort port) => throw DaemonException.NotImplemented(NotBuilt);
}
