using System.Net;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Dataplane;

namespace Aot.Daemon.Tests.Fakes;

/// <summary>A network namespace that is none: it keeps what was put in.</summary>
internal sealed class FakeSandbox(string path) : INetworkSandbox
{
    public string Path { get; } = path;

    public List<(BridgeSettings Bridge, EndpointLink Link)> Links { get; } = [];

    public string? Gateway { get; private set; }

    public string? Gateway6 { get; private set; }

    public Exception? AttachFailure { get; set; }

    public void Attach(BridgeSettings bridge, EndpointLink link)
    {
        if (AttachFailure is { } failure)
        {
            throw failure;
        }

        Links.Add((bridge, link));
        SetGateways(link.SandboxInterface, link.Gateway, link.Gateway6);
    }

    public void SetGateways(string sandboxInterface, IPAddress? router, IPAddress? router6)
    {
        Gateway = router?.ToString() ?? Gateway;
        Gateway6 = router6?.ToString() ?? Gateway6;
    }

    public void Dispose()
    {
    }
}
