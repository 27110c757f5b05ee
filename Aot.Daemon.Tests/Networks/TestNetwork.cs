using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Networks.Dataplane;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Tests.Networks;

/// <summary>
/// A host of a test's own: a network namespace with loopback up and forwarding on, in which the test runs on one thread. Everything that it makes (bridges,
/// containers, other hosts on a wire) is gone with it. Work that is awaited leaves the thread: tests here are synchronous.
/// </summary>
internal sealed class TestNetwork : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<IDisposable> _owned = [];
    private int _next;

    private TestNetwork()
    {
        Namespace = NetworkNamespace.OpenOwn();
        Namespaces = new NetworkNamespaces(_folder.File("netns"));
        Bridges = new BridgeNetworks();
        using RouteBatch batch = new();
        batch.SetUp(RouteConstants.LoopbackIndex, "lo");
        Bridges.Host.Execute(batch).ThrowIfFailed();
        Sysctl.Write("net/ipv4/ip_forward", "1"u8);
        _ = Sysctl.TryWrite("net/ipv6/conf/all/forwarding", "1"u8);
    }

    public SafeFileHandle Namespace { get; }

    public NetworkNamespaces Namespaces { get; }

    public BridgeNetworks Bridges { get; }

    /// <summary>The path that the namespaces of containers are pinned in.</summary>
    public string NamespaceFolder => _folder.File("netns");

    /// <summary>Runs a test on a thread in a new host.</summary>
    public static void Run(Action<TestNetwork> test) => NetworkNamespace.RunInNew(() =>
    {
        using TestNetwork network = new();
        test(network);
        return 0;
    });

    /// <summary>Settings of a bridge network whose gateways are the addresses given, such as 172.30.0.1/24.</summary>
    public BridgeSettings Bridge(string name, params string[] gateways) => new()
    {
        NetworkId = name,
        InterfaceName = name,
        Addresses = [.. gateways.Select(Address)],
    };

    /// <summary>Makes a container with an endpoint: addresses such as 172.30.0.2/24, default routes by the bridge unless it is internal.</summary>
    public TestContainer Container(BridgeSettings bridge, params string[] addresses)
    {
        TestContainer container = new(this, string.Create(CultureInfo.InvariantCulture, $"c{++_next}"));
        _owned.Add(container);
        container.Connect(bridge, "eth0", addresses);
        return container;
    }

    /// <summary>Another host on a wire to this one: an address for each end, in one subnet.</summary>
    public TestContainer Outside(string own, string others)
    {
        TestContainer outside = new(this, string.Create(CultureInfo.InvariantCulture, $"o{++_next}"));
        _owned.Add(outside);
        string name = "wire" + outside.Id;
        using RouteBatch wire = new();
        wire.CreateVeth(name, outside.Sandbox.Namespace, "eth0", [2, 0, 0, 0, 0, (byte)_next], 0);
        Bridges.Host.Execute(wire).ThrowIfFailed();
        SetUp(Bridges.Host, name, Address(own));
        _ = NetworkNamespace.Run(outside.Sandbox.Namespace, () => Sysctl.TryWrite("net/ipv6/conf/eth0/disable_ipv6", "0"u8));
        SetUp(outside.Sandbox.Routes, "eth0", Address(others));
        return outside;
    }

    /// <summary>A server in this host.</summary>
    public TestServer Serve(ProtocolType protocol, string address, int port)
    {
        TestServer server = new(protocol, IPAddress.Parse(address), port);
        _owned.Add(server);
        return server;
    }

    public void Own(IDisposable resource) => _owned.Add(resource);

    public void Dispose()
    {
        for (int i = _owned.Count - 1; i >= 0; i--)
        {
            _owned[i].Dispose();
        }

        // A test that failed may have left some.
        foreach (string id in Namespaces.List())
        {
            Namespaces.Delete(id);
        }

        Bridges.Dispose();
        Namespace.Dispose();
        _folder.Dispose();
    }

    public static InterfaceAddress Address(string text)
    {
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        return new InterfaceAddress(IPAddress.Parse(text[..slash]), int.Parse(text[(slash + 1)..], CultureInfo.InvariantCulture));
    }

    private static void SetUp(RouteSocket routes, string name, InterfaceAddress address)
    {
        int index = routes.FindLink(name)!.Index;
        using RouteBatch batch = new();
        batch.AddAddress(index, address.Address, address.PrefixLength);
        batch.SetUp(index, name);
        routes.Execute(batch).ThrowIfFailed();
    }
}
