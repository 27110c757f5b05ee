using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Dataplane;

public sealed class BridgeNetworksTests
{
    [Fact]
    public void Containers_on_a_bridge_reach_each_other_and_the_host() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        TestContainer first = network.Container(bridge, "172.30.0.2/24");
        TestContainer second = network.Container(bridge, "172.30.0.3/24");
        second.Serve(ProtocolType.Tcp, "172.30.0.3", 80);
        network.Serve(ProtocolType.Udp, "172.30.0.1", 53);

        Assert.Equal("172.30.0.2", first.Ask(ProtocolType.Tcp, "172.30.0.3", 80));
        Assert.Equal("172.30.0.2", first.Ask(ProtocolType.Udp, "172.30.0.1", 53));
        Assert.Equal("172.30.0.1", TestClient.Ask(ProtocolType.Tcp, "172.30.0.3", 80));
    });

    [Fact]
    public void IPv6_works_at_once_and_is_off_where_there_are_no_addresses_of_it() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24", "fd30::1/64");
        BridgeSettings ipv4 = network.Bridge("br1", "172.31.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        network.Bridges.EnsureBridge(ipv4);
        TestContainer first = network.Container(bridge, "172.30.0.2/24", "fd30::2/64");
        TestContainer second = network.Container(bridge, "172.30.0.3/24", "fd30::3/64");
        TestContainer third = network.Container(ipv4, "172.31.0.2/24");
        second.Serve(ProtocolType.Tcp, "fd30::3", 80);

        Assert.Equal("fd30::2", first.Ask(ProtocolType.Tcp, "fd30::3", 80));
        Assert.Equal("fd30::1", TestClient.Ask(ProtocolType.Tcp, "fd30::3", 80));
        Assert.DoesNotContain(third.Sandbox.Routes.Addresses(third.Sandbox.Routes.FindLink("eth0")!.Index), IsIpv6);
        Assert.DoesNotContain(network.Bridges.Host.Addresses(network.Bridges.Host.FindLink("br1")!.Index), IsIpv6);
        Assert.Equal("0", Sysctl.Read("net/ipv6/conf/br0/accept_ra"));
    });

    [Fact]
    public void An_endpoint_has_the_name_the_mac_address_the_mtu_and_the_routes_asked_for() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24") with { Mtu = 1400 };
        network.Bridges.EnsureBridge(bridge);
        TestContainer container = network.Container(bridge, "172.30.0.2/24");

        LinkInfo link = container.Sandbox.Routes.FindLink("eth0")!;
        Assert.Equal(container.Endpoint!.MacAddress.AsEnumerable(), link.MacAddress);
        Assert.Equal((1400, true), (link.Mtu, link.IsUp));
        Assert.Contains(new RouteInfo(IPAddress.Any, 0, link.Index, IPAddress.Parse("172.30.0.1")), container.Sandbox.Routes.Routes(AddressFamily.InterNetwork));
        Assert.Equal(1400, network.Bridges.Host.FindLink(container.Endpoint.HostInterface)!.Mtu);
    });

    [Fact]
    public void An_internal_network_has_no_default_route() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24") with { IsInternal = true };
        network.Bridges.EnsureBridge(bridge);
        TestContainer container = network.Container(bridge, "172.30.0.2/24");

        Assert.DoesNotContain(container.Sandbox.Routes.Routes(AddressFamily.InterNetwork), route => route.PrefixLength == 0);
    });

    [Fact]
    public void Without_communication_between_containers_only_the_host_is_reached() => TestNetwork.Run(network =>
    {
        _ = Sysctl.TryWrite("net/bridge/bridge-nf-call-iptables", "0"u8);
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24") with { AllowsInterContainer = false };
        network.Bridges.EnsureBridge(bridge);
        TestContainer first = network.Container(bridge, "172.30.0.2/24");
        TestContainer second = network.Container(bridge, "172.30.0.3/24");
        second.Serve(ProtocolType.Tcp, "172.30.0.3", 80);
        network.Serve(ProtocolType.Tcp, "172.30.0.1", 80);

        Assert.NotNull(first.Ask(ProtocolType.Tcp, "172.30.0.1", 80));
        Assert.False(first.Reaches(ProtocolType.Tcp, "172.30.0.3", 80));
    });

    [Fact]
    public void A_bridge_that_somebody_changed_is_repaired() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24", "fd30::1/64") with { Mtu = 1400 };
        network.Bridges.EnsureBridge(bridge);
        RouteSocket host = network.Bridges.Host;
        LinkInfo link = host.FindLink("br0")!;
        using RouteBatch damage = new();
        damage.RemoveAddress(link.Index, IPAddress.Parse("172.30.0.1"), 24);
        damage.AddAddress(link.Index, IPAddress.Parse("10.9.9.9"), 8);
        damage.SetMtu(link.Index, "br0", 1300);
        host.Execute(damage).ThrowIfFailed();
        Sysctl.Write("net/ipv4/conf/br0/route_localnet", "0"u8);

        network.Bridges.EnsureBridge(bridge);

        Assert.Equal(1400, host.FindLink("br0")!.Mtu);
        Assert.Equal("1", Sysctl.Read("net/ipv4/conf/br0/route_localnet"));
        Assert.Equal(["172.30.0.1", "fd30::1"], host.Addresses(link.Index).Where(a => !a.Address.IsIPv6LinkLocal).Select(a => a.Address.ToString()));
        Assert.Equal(link.Index, host.FindLink("br0")!.Index);
    });

    [Fact]
    public void A_deleted_bridge_is_made_again_and_its_endpoints_are_put_back() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        TestContainer container = network.Container(bridge, "172.30.0.2/24");
        container.Serve(ProtocolType.Tcp, "172.30.0.2", 80);
        Assert.NotNull(TestClient.Ask(ProtocolType.Tcp, "172.30.0.2", 80));
        network.Bridges.DeleteBridge(bridge);

        network.Bridges.EnsureBridge(bridge);

        Assert.True(network.Bridges.TryReattach(bridge, container.Endpoint!.HostInterface));
        Assert.False(network.Bridges.TryReattach(bridge, "nowhere0"));
        Assert.Equal("172.30.0.1", TestClient.Ask(ProtocolType.Tcp, "172.30.0.2", 80));
    });

    [Fact]
    public void A_foreign_bridge_must_be_there_and_is_left_as_it_is() => TestNetwork.Run(network =>
    {
        BridgeSettings foreign = network.Bridge("br0", "172.30.0.1/24") with { IsForeign = true };
        Assert.Throws<DaemonException>(() => network.Bridges.EnsureBridge(foreign));
        network.Bridges.EnsureBridge(network.Bridge("br0", "10.0.0.1/8"));
        Assert.Throws<DaemonException>(() => network.Bridges.EnsureBridge(foreign));
        network.Bridges.EnsureBridge(network.Bridge("br0", "10.0.0.1/8", "172.30.0.1/24"));

        network.Bridges.EnsureBridge(foreign);
        network.Bridges.DeleteBridge(foreign);

        LinkInfo link = network.Bridges.Host.FindLink("br0")!;
        Assert.Equal(["10.0.0.1", "172.30.0.1"], network.Bridges.Host.Addresses(link.Index).Select(a => a.Address.ToString()));
    });

    [Fact]
    public void A_link_of_another_kind_under_the_bridges_name_is_an_error() => TestNetwork.Run(network =>
        Assert.Contains("is not a bridge", Assert.Throws<DaemonException>(() => network.Bridges.EnsureBridge(network.Bridge("lo"))).Message, StringComparison.Ordinal));

    [Fact]
    public void A_veth_that_a_crash_left_is_replaced() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        using Sandbox before = network.Namespaces.Create("before");
        using Sandbox after = network.Namespaces.Create("after");
        EndpointLink endpoint = new()
        {
            HostInterface = "veth1",
            SandboxInterface = "eth0",
            MacAddress = [2, 0x42, 172, 30, 0, 2],
            Addresses = [TestNetwork.Address("172.30.0.2/24")],
        };
        network.Bridges.Attach(before, bridge, endpoint);

        network.Bridges.Attach(after, bridge, endpoint);

        Assert.Null(before.Routes.FindLink("eth0"));
        Assert.NotNull(after.Routes.FindLink("eth0"));
        network.Namespaces.Delete("before");
        network.Namespaces.Delete("after");
    });

    /// <summary>The link of the run before lives on for a while; what is sent to the address must not go there.</summary>
    [Fact]
    public void A_container_started_again_with_its_addresses_is_reached_at_once() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        TestContainer before = network.Container(bridge, "172.30.0.2/24");
        before.Serve(ProtocolType.Tcp, "172.30.0.2", 80);
        Assert.NotNull(TestClient.Ask(ProtocolType.Tcp, "172.30.0.2", 80));

        TestContainer after = network.Container(bridge, "172.30.0.2/24");
        after.Serve(ProtocolType.Tcp, "172.30.0.2", 81);

        Assert.Equal("172.30.0.1", TestClient.Ask(ProtocolType.Tcp, "172.30.0.2", 81));
    });

    [Fact]
    public void Endpoints_can_be_made_at_the_same_time() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        using Firewall firewall = new();
        firewall.Ensure([bridge], []);
        Exception?[] failures = new Exception?[8];
        Thread[] threads = [.. Enumerable.Range(0, failures.Length).Select(n => new Thread(() => failures[n] = Record.Exception(() =>
        {
            for (int i = 0; i < 10; i++)
            {
                using Sandbox sandbox = network.Namespaces.Create($"s{n}");
                IPAddress own = IPAddress.Parse($"172.30.0.{n + 10}");
                EndpointLink endpoint = new()
                {
                    HostInterface = $"veth{n}.{i}",
                    SandboxInterface = "eth0",
                    MacAddress = [2, 0x42, 172, 30, 0, (byte)(n + 10)],
                    Addresses = [new InterfaceAddress(own, 24)],
                    Gateway = IPAddress.Parse("172.30.0.1"),
                };
                network.Bridges.Attach(sandbox, bridge, endpoint);
                PortForward[] forwards = [new(6, IPAddress.Any, (ushort)(80 + n), own, 80)];
                firewall.AddForwards([.. forwards]);
                firewall.RemoveForwards([.. forwards]);
                network.Namespaces.Delete($"s{n}");
            }
        })))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        Assert.All(failures, Assert.Null);
        Assert.Empty(network.Namespaces.List());
    });

    [Fact]
    public void A_link_on_the_host_that_is_no_veth_is_not_replaced() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        using Sandbox sandbox = network.Namespaces.Create("one");
        EndpointLink endpoint = new() { HostInterface = "br0", SandboxInterface = "eth0", MacAddress = [2, 0, 0, 0, 0, 2], Addresses = [] };

        Assert.Throws<DaemonException>(() => network.Bridges.Attach(sandbox, bridge, endpoint));

        Assert.NotNull(network.Bridges.Host.FindLink("br0"));
        network.Namespaces.Delete("one");
    });

    [Fact]
    public void An_endpoint_that_cannot_be_made_leaves_nothing() => TestNetwork.Run(network =>
    {
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        network.Bridges.EnsureBridge(bridge);
        using Sandbox sandbox = network.Namespaces.Create("one");
        EndpointLink endpoint = new()
        {
            HostInterface = "veth1",
            SandboxInterface = "eth0",
            MacAddress = [2, 0, 0, 0, 0, 2],
            Addresses = [TestNetwork.Address("172.30.0.2/24")],
            Gateway = IPAddress.Parse("10.0.0.1"),
        };

        Assert.Throws<DaemonException>(() => network.Bridges.Attach(sandbox, bridge, endpoint));

        Assert.Null(network.Bridges.Host.FindLink("veth1"));
        Assert.Null(sandbox.Routes.FindLink("eth0"));
        network.Namespaces.Delete("one");
    });

    [Fact]
    public void A_container_can_be_connected_to_a_second_network_and_taken_off_the_first() => TestNetwork.Run(network =>
    {
        BridgeSettings first = network.Bridge("br0", "172.30.0.1/24");
        BridgeSettings second = network.Bridge("br1", "172.31.0.1/24");
        network.Bridges.EnsureBridge(first);
        network.Bridges.EnsureBridge(second);
        TestContainer container = network.Container(first, "172.30.0.2/24");
        string firstEnd = container.Endpoint!.HostInterface;
        container.Connect(second, "eth1", "172.31.0.2/24");
        network.Bridges.Detach(firstEnd);
        network.Bridges.Detach(firstEnd);

        BridgeNetworks.SetGateways(container.Sandbox, "eth1", IPAddress.Parse("172.31.0.1"), null);

        Assert.Null(container.Sandbox.Routes.FindLink("eth0"));
        Assert.Contains(container.Sandbox.Routes.Routes(AddressFamily.InterNetwork), route => route.PrefixLength == 0 && route.Gateway!.ToString() == "172.31.0.1");
    });

    private static bool IsIpv6(LinkAddress address) => address.Address.AddressFamily == AddressFamily.InterNetworkV6;
}
