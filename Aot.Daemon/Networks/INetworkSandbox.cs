using System.Net;
using Aot.Daemon.Networks.Dataplane;

namespace Aot.Daemon.Networks;

/// <summary>A container's network namespace, open for work. Disposing of it ends the work, not the namespace.</summary>
internal interface INetworkSandbox : IDisposable
{
    /// <summary>Where it is pinned: what the runtime joins.</summary>
    string Path { get; }

    void Attach(BridgeSettings bridge, EndpointLink link);

    /// <summary>Makes the default routes lead through one of its links. A router that is null leaves its family as it is.</summary>
    void SetGateways(string sandboxInterface, IPAddress? router, IPAddress? router6);
}
