using System.Net;
using Aot.Daemon.Networks.Dataplane;

namespace Aot.Daemon.Networks;

/// <summary>A container's network namespace in the kernel.</summary>
internal sealed class KernelSandbox(BridgeNetworks bridges, Firewall firewall, Sandbox sandbox) : INetworkSandbox
{
    public string Path => sandbox.Path;

    public void Attach(BridgeSettings bridge, EndpointLink link)
    {
        firewall.RequireRules();
        bridges.Attach(sandbox, bridge, link);
    }

    public void SetGateways(string sandboxInterface, IPAddress? router, IPAddress? router6) =>
        BridgeNetworks.SetGateways(sandbox, sandboxInterface, router, router6);

    public void Dispose() => sandbox.Dispose();
}
