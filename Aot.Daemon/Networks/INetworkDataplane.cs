using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Dataplane;

namespace Aot.Daemon.Networks;

/// <summary>
/// What networks ask of the kernel. An interface, so that tests need none. Calls take about a millisecond, may be made from any thread, and at
/// the same time for different containers and networks; each is all or nothing. Failures are DaemonExceptions.
/// </summary>
internal interface INetworkDataplane
{
    /// <summary>Puts bridges and rules to what is given, whatever there is: once, at daemon start.</summary>
    void Restore(IReadOnlyList<BridgeSettings> bridges, IReadOnlyList<PortForward> forwards);

    /// <summary>Puts back the bridges and rules that somebody took away.</summary>
    void Refresh();

    /// <summary>Takes away all that is the daemon's on the host, when it stops and no container runs on.</summary>
    void Clear();

    /// <summary>The host has a link of this name.</summary>
    bool HasLink(string name);

    void AddBridge(BridgeSettings bridge);

    /// <summary>Harmless when it is not there.</summary>
    void RemoveBridge(BridgeSettings bridge);

    /// <summary>Makes a container's network namespace, and pins it.</summary>
    INetworkSandbox CreateSandbox(string containerId);

    /// <summary>One that was made before.</summary>
    INetworkSandbox OpenSandbox(string containerId);

    /// <summary>Unpins a namespace: it and its links go when nobody is in it, and nobody waits for that. Harmless when it is not there.</summary>
    void DeleteSandbox(string containerId);

    /// <summary>The containers that have one, or had one when the daemon died.</summary>
    ImmutableArray<string> ListSandboxes();

    /// <summary>Puts a link back on its bridge by its end on the host; false when it is not there, or not whole.</summary>
    bool TryReattach(BridgeSettings bridge, string hostInterface);

    /// <summary>Takes a link away by its end on the host. Harmless when it is not there.</summary>
    void Detach(string hostInterface);

    void AddForwards(ImmutableArray<PortForward> forwards);

    /// <summary>Harmless where they are not there.</summary>
    void RemoveForwards(ImmutableArray<PortForward> forwards);

    /// <summary>Takes a port of the host, so that no other container and no other program gets it; disposing of it gives it back. A DaemonException in
    /// dockerd's words, of kind Conflict when it is taken, of another kind when no port of this address can be had.</summary>
    IDisposable ReservePort(byte protocol, IPAddress address, ushort port);
}
