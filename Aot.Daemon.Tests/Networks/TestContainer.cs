using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks.Dataplane;

namespace Aot.Daemon.Tests.Networks;

/// <summary>A network namespace of a <see cref="TestNetwork"/>, with servers and clients in it; no process.</summary>
internal sealed class TestContainer : IDisposable
{
    private readonly TestNetwork _network;
    private readonly List<IDisposable> _servers = [];

    internal TestContainer(TestNetwork network, string id)
    {
        _network = network;
        Id = id;
        Sandbox = network.Namespaces.Create(id);
    }

    public string Id { get; }

    public Sandbox Sandbox { get; }

    public EndpointLink? Endpoint { get; private set; }

    /// <summary>Attaches it to a bridge; the first gateway of each family is the default route, unless the bridge is internal.</summary>
    public EndpointLink Connect(BridgeSettings bridge, string name, params string[] addresses)
    {
        InterfaceAddress[] own = [.. addresses.Select(TestNetwork.Address)];
        byte[] mac = [2, 0x42, .. own[0].Address.GetAddressBytes()[^4..]];
        EndpointLink endpoint = new()
        {
            HostInterface = $"v{Id}{name}",
            SandboxInterface = name,
            MacAddress = [.. mac],
            Addresses = [.. own],
            Gateway = Gateway(bridge, own, AddressFamily.InterNetwork),
            Gateway6 = Gateway(bridge, own, AddressFamily.InterNetworkV6),
        };
        _network.Bridges.Attach(Sandbox, bridge, endpoint);
        return Endpoint = endpoint;
    }

    /// <summary>Runs a piece in it.</summary>
    public T Run<T>(Func<T> work) => NetworkNamespace.Run(Sandbox.Namespace, work);

    /// <summary>A server in it that tells each client the address it came from.</summary>
    public TestServer Serve(ProtocolType protocol, string address, int port)
    {
        TestServer server = Run(() => new TestServer(protocol, IPAddress.Parse(address), port));
        _servers.Add(server);
        return server;
    }

    /// <summary>Asks a server from within it: the address that it saw; null when nothing answers.</summary>
    public string? Ask(ProtocolType protocol, string address, int port) => Run(() => TestClient.Ask(protocol, address, port));

    /// <summary>Whether anything answers, for what is expected not to.</summary>
    public bool Reaches(ProtocolType protocol, string address, int port) => Run(() => TestClient.Reaches(protocol, address, port));

    public void Dispose()
    {
        foreach (IDisposable server in _servers)
        {
            server.Dispose();
        }

        Sandbox.Dispose();
        _network.Namespaces.Delete(Id);
    }

    private static IPAddress? Gateway(BridgeSettings bridge, InterfaceAddress[] own, AddressFamily family) =>
        !bridge.IsInternal && own.Any(address => address.Address.AddressFamily == family)
            ? bridge.Addresses.FirstOrDefault(address => address.Address.AddressFamily == family).Address
            : null;
}
