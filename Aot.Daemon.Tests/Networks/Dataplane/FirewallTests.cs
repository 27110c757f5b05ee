using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks.Dataplane;
using Xunit;
using static System.Net.Sockets.ProtocolType;

namespace Aot.Daemon.Tests.Networks.Dataplane;

/// <summary>What packets meet.</summary>
public sealed class FirewallTests
{
    private const byte TcpNumber = 6;
    private const byte UdpNumber = 17;

    [Theory]
    [InlineData(Tcp, TcpNumber, true)]
    [InlineData(Udp, UdpNumber, true)]
    [InlineData(Tcp, TcpNumber, false)]
    [InlineData(Udp, UdpNumber, false)]
    public void A_published_port_is_reached_by_all_addresses_from_everywhere(ProtocolType protocol, byte number, bool bridged) => TestNetwork.Run(network =>
    {
        FilterBridged(bridged);
        (Firewall firewall, BridgeSettings bridge) = Host(network);
        TestContainer outside = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer server = network.Container(bridge, "172.30.0.2/24");
        TestContainer neighbour = network.Container(bridge, "172.30.0.3/24");
        server.Serve(protocol, "172.30.0.2", 80);
        firewall.AddForwards([Forward(number, "0.0.0.0", 8080, "172.30.0.2", 80)]);

        Assert.Equal("192.0.2.9", outside.Ask(protocol, "192.0.2.1", 8080));
        Assert.Equal("192.0.2.1", TestClient.Ask(protocol, "192.0.2.1", 8080));
        Assert.Equal("172.30.0.1", TestClient.Ask(protocol, "172.30.0.1", 8080));
        Assert.Equal("172.30.0.1", TestClient.Ask(protocol, "127.0.0.1", 8080));
        Assert.Equal("172.30.0.1", neighbour.Ask(protocol, "192.0.2.1", 8080));
        Assert.Equal("172.30.0.1", server.Ask(protocol, "172.30.0.1", 8080));
    });

    [Fact]
    public void A_port_published_on_one_address_is_reached_by_that_one_only() => TestNetwork.Run(network =>
    {
        (Firewall firewall, BridgeSettings bridge) = Host(network);
        TestContainer outside = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer other = network.Outside("198.51.100.1/24", "198.51.100.9/24");
        TestContainer server = network.Container(bridge, "172.30.0.2/24");
        server.Serve(Tcp, "172.30.0.2", 80);
        firewall.AddForwards([Forward(TcpNumber, "192.0.2.1", 8080, "172.30.0.2", 80)]);

        Assert.Equal("192.0.2.9", outside.Ask(Tcp, "192.0.2.1", 8080));
        Assert.False(other.Reaches(Tcp, "198.51.100.1", 8080));
        Assert.False(TestClient.Reaches(Tcp, "127.0.0.1", 8080));
    });

    /// <summary>CVE-2020-8558 and its kin: route_localnet must not open the host's loopback to containers or to the wire.</summary>
    [Fact]
    public void A_port_published_on_loopback_is_the_hosts_only_and_loopback_itself_is_closed() => TestNetwork.Run(network =>
    {
        (Firewall firewall, BridgeSettings bridge) = Host(network);
        TestContainer outside = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer server = network.Container(bridge, "172.30.0.2/24");
        TestContainer neighbour = network.Container(bridge, "172.30.0.3/24");
        server.Serve(Tcp, "172.30.0.2", 80);
        network.Serve(Tcp, "127.0.0.1", 631);
        firewall.AddForwards([Forward(TcpNumber, "127.0.0.1", 8080, "172.30.0.2", 80)]);
        foreach (TestContainer attacker in new[] { outside, neighbour })
        {
            // A neighbour on the wire can send whatever it likes: 127.0.0.1 as somewhere else.
            attacker.Run(() => TestTool.Run("ip", "route", "add", "127.0.0.1/32", "via", attacker == outside ? "192.0.2.1" : "172.30.0.1", "table", "7"));
            attacker.Run(() => TestTool.Run("sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1"));
            attacker.Run(() => TestTool.Run("ip", "rule", "add", "pref", "0", "to", "127.0.0.1", "lookup", "7"));
            attacker.Run(() => TestTool.Run("ip", "rule", "add", "pref", "1", "lookup", "local"));
        }

        Assert.Equal("172.30.0.1", TestClient.Ask(Tcp, "127.0.0.1", 8080));
        Assert.False(outside.Reaches(Tcp, "192.0.2.1", 8080));
        Assert.False(neighbour.Reaches(Tcp, "172.30.0.1", 8080));
        foreach (TestContainer attacker in new[] { outside, neighbour })
        {
            Assert.False(attacker.Reaches(Tcp, "127.0.0.1", 8080));
            Assert.False(attacker.Reaches(Tcp, "127.0.0.1", 631));
        }
    });

    /// <summary>Servers take what comes from 127.0.0.0/8 for the host's own.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.2")]
    public void A_container_cannot_say_that_it_is_the_hosts_loopback(string pretended) => TestNetwork.Run(network =>
    {
        (_, BridgeSettings bridge) = Host(network);
        TestContainer attacker = network.Container(bridge, "172.30.0.2/24");
        using Socket server = new(AddressFamily.InterNetwork, SocketType.Dgram, Udp);
        server.Bind(new IPEndPoint(IPAddress.Any, 53));
        attacker.Run(() => TestTool.Run("sysctl", "-qw", "net.ipv4.conf.all.route_localnet=1"));
        using Socket client = attacker.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, Udp));
        client.Bind(new IPEndPoint(IPAddress.Parse(pretended), 0));
        client.SendTo([1], new IPEndPoint(IPAddress.Parse("172.30.0.1"), 53));

        Assert.False(server.Poll(TimeSpan.FromMilliseconds(300), SelectMode.SelectRead));
    });

    [Fact]
    public void Networks_are_isolated_but_for_published_ports() => TestNetwork.Run(network =>
    {
        (Firewall firewall, BridgeSettings bridge) = Host(network);
        BridgeSettings second = network.Bridge("br1", "172.31.0.1/24");
        network.Bridges.EnsureBridge(second);
        firewall.AddNetwork(second);
        TestContainer server = network.Container(bridge, "172.30.0.2/24");
        TestContainer stranger = network.Container(second, "172.31.0.2/24");
        server.Serve(Tcp, "172.30.0.2", 80);

        Assert.Equal("172.30.0.1", TestClient.Ask(Tcp, "172.30.0.2", 80));
        Assert.False(stranger.Reaches(Tcp, "172.30.0.2", 80));
        firewall.AddForwards([Forward(TcpNumber, "0.0.0.0", 8080, "172.30.0.2", 80)]);
        Assert.False(stranger.Reaches(Tcp, "172.30.0.2", 80));
        Assert.Equal("172.30.0.1", stranger.Ask(Tcp, "172.31.0.1", 8080));
    });

    [Fact]
    public void From_outside_only_published_ports_are_reached() => TestNetwork.Run(network =>
    {
        (Firewall _, BridgeSettings bridge) = Host(network);
        TestContainer outside = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer server = network.Container(bridge, "172.30.0.2/24");
        server.Serve(Tcp, "172.30.0.2", 80);
        outside.Run(() => TestTool.Run("ip", "route", "add", "172.30.0.0/24", "via", "192.0.2.1"));

        Assert.False(outside.Reaches(Tcp, "172.30.0.2", 80));
    });

    [Fact]
    public void What_leaves_gets_the_hosts_address_unless_told_otherwise() => TestNetwork.Run(network =>
    {
        (Firewall firewall, BridgeSettings bridge) = Host(network);
        BridgeSettings routed = network.Bridge("br1", "172.31.0.1/24", "fd31::1/64") with { Masquerades = false };
        network.Bridges.EnsureBridge(routed);
        firewall.AddNetwork(routed);
        TestContainer outside = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer masked = network.Container(bridge, "172.30.0.2/24");
        TestContainer plain = network.Container(routed, "172.31.0.2/24");
        outside.Serve(Tcp, "192.0.2.9", 80);
        outside.Serve(Udp, "192.0.2.9", 80);
        outside.Run(() => TestTool.Run("ip", "route", "add", "default", "via", "192.0.2.1"));

        Assert.Equal("192.0.2.1", masked.Ask(Tcp, "192.0.2.9", 80));
        Assert.Equal("192.0.2.1", masked.Ask(Udp, "192.0.2.9", 80));
        Assert.Equal("172.31.0.2", plain.Ask(Tcp, "192.0.2.9", 80));
    });

    [Fact]
    public void An_internal_network_is_left_and_entered_by_nobody_but_the_host() => TestNetwork.Run(network =>
    {
        (Firewall firewall, BridgeSettings bridge) = Host(network);
        BridgeSettings inner = network.Bridge("br1", "172.31.0.1/24") with { IsInternal = true };
        network.Bridges.EnsureBridge(inner);
        firewall.AddNetwork(inner);
        TestContainer outside = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer other = network.Container(bridge, "172.30.0.2/24");
        TestContainer first = network.Container(inner, "172.31.0.2/24");
        TestContainer second = network.Container(inner, "172.31.0.3/24");
        outside.Serve(Tcp, "192.0.2.9", 80);
        other.Serve(Tcp, "172.30.0.2", 80);
        second.Serve(Tcp, "172.31.0.3", 80);
        outside.Run(() => TestTool.Run("ip", "route", "add", "default", "via", "192.0.2.1"));
        first.Run(() => TestTool.Run("ip", "route", "add", "default", "via", "172.31.0.1"));
        firewall.AddForwards([Forward(TcpNumber, "0.0.0.0", 8080, "172.30.0.2", 80)]);

        Assert.Equal("172.31.0.2", first.Ask(Tcp, "172.31.0.3", 80));
        Assert.Equal("172.31.0.1", TestClient.Ask(Tcp, "172.31.0.3", 80));
        Assert.False(first.Reaches(Tcp, "192.0.2.9", 80));
        Assert.False(first.Reaches(Tcp, "172.30.0.2", 80));
        Assert.False(first.Reaches(Tcp, "172.31.0.1", 8080));
        Assert.False(other.Reaches(Tcp, "172.31.0.3", 80));
        Assert.False(outside.Reaches(Tcp, "172.31.0.3", 80));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Without_communication_between_containers_published_ports_are_reached(bool bridged) => TestNetwork.Run(network =>
    {
        FilterBridged(bridged);
        (Firewall firewall, BridgeSettings bridge) = Host(network, network.Bridge("br0", "172.30.0.1/24") with { AllowsInterContainer = false });
        TestContainer server = network.Container(bridge, "172.30.0.2/24");
        TestContainer neighbour = network.Container(bridge, "172.30.0.3/24");
        server.Serve(Tcp, "172.30.0.2", 80);
        firewall.AddForwards([Forward(TcpNumber, "0.0.0.0", 8080, "172.30.0.2", 80)]);

        Assert.False(neighbour.Reaches(Tcp, "172.30.0.2", 80));
        Assert.Equal("172.30.0.1", neighbour.Ask(Tcp, "172.30.0.1", 8080));
    });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void IPv6_works_likewise(bool bridged) => TestNetwork.Run(network =>
    {
        FilterBridged(bridged);
        (Firewall firewall, BridgeSettings bridge) = Host(network, network.Bridge("br0", "172.30.0.1/24", "fd30::1/64"));
        BridgeSettings second = network.Bridge("br1", "fd31::1/64");
        network.Bridges.EnsureBridge(second);
        firewall.AddNetwork(second);
        TestContainer outside = network.Outside("2001:db8::1/64", "2001:db8::9/64");
        TestContainer server = network.Container(bridge, "172.30.0.2/24", "fd30::2/64");
        TestContainer stranger = network.Container(second, "fd31::2/64");
        server.Serve(Tcp, "fd30::2", 80);
        outside.Serve(Tcp, "2001:db8::9", 80);
        firewall.AddForwards([Forward(TcpNumber, "::", 8080, "fd30::2", 80), Forward(TcpNumber, "2001:db8::1", 8081, "fd30::2", 80)]);

        Assert.Equal("2001:db8::9", outside.Ask(Tcp, "2001:db8::1", 8080));
        Assert.Equal("2001:db8::9", outside.Ask(Tcp, "2001:db8::1", 8081));
        Assert.Equal("2001:db8::1", TestClient.Ask(Tcp, "2001:db8::1", 8080));
        Assert.Equal("fd30::1", server.Ask(Tcp, "fd30::1", 8080));
        Assert.Equal("2001:db8::1", server.Ask(Tcp, "2001:db8::9", 80));
        Assert.False(stranger.Reaches(Tcp, "fd30::2", 80));
        Assert.Equal("fd30::1", stranger.Ask(Tcp, "fd31::1", 8080));
        Assert.False(TestClient.Reaches(Tcp, "::1", 8080));
    });

    [Fact]
    public void A_port_that_was_taken_back_is_reached_no_more_and_others_still_are() => TestNetwork.Run(network =>
    {
        (Firewall firewall, BridgeSettings bridge) = Host(network);
        TestContainer server = network.Container(bridge, "172.30.0.2/24");
        server.Serve(Tcp, "172.30.0.2", 80);
        ImmutableArray<PortForward> first = [Forward(TcpNumber, "0.0.0.0", 8080, "172.30.0.2", 80), Forward(TcpNumber, "127.0.0.1", 8082, "172.30.0.2", 80)];
        firewall.AddForwards(first);
        firewall.AddForwards([Forward(TcpNumber, "0.0.0.0", 8081, "172.30.0.2", 80)]);
        Assert.NotNull(TestClient.Ask(Tcp, "127.0.0.1", 8080));
        Assert.NotNull(TestClient.Ask(Tcp, "127.0.0.1", 8082));

        firewall.RemoveForwards(first);
        firewall.RemoveForwards(first);

        Assert.False(TestClient.Reaches(Tcp, "127.0.0.1", 8080));
        Assert.False(TestClient.Reaches(Tcp, "127.0.0.1", 8082));
        Assert.NotNull(TestClient.Ask(Tcp, "127.0.0.1", 8081));
    });

    /// <summary>Whether bridged packets pass the firewall, as on hosts where br_netfilter is loaded (dockerd loads it).</summary>
    private static void FilterBridged(bool yes)
    {
        _ = Sysctl.TryWrite("net/bridge/bridge-nf-call-iptables", yes ? "1"u8 : "0"u8);
        _ = Sysctl.TryWrite("net/bridge/bridge-nf-call-ip6tables", yes ? "1"u8 : "0"u8);
    }

    /// <summary>One socket of a client that goes on sending, before a port is published, while it is, while it leads elsewhere, and after.</summary>
    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("192.0.2.1")]
    public void A_client_of_udp_that_goes_on_sending_is_led_as_the_rules_are_now(string published) => TestNetwork.Run(network =>
    {
        (Firewall firewall, BridgeSettings bridge) = Host(network);
        TestContainer outside = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer first = network.Container(bridge, "172.30.0.2/24");
        TestContainer second = network.Container(bridge, "172.30.0.3/24");
        first.Serve(Udp, "172.30.0.2", 53);
        second.Serve(Udp, "172.30.0.3", 54);
        using Socket client = outside.Run(() => new Socket(AddressFamily.InterNetwork, SocketType.Dgram, Udp));
        client.Connect(IPAddress.Parse("192.0.2.1"), 5353);

        Assert.False(Answers(client, TimeSpan.FromMilliseconds(100)));
        foreach ((string container, ushort port) in new[] { ("172.30.0.2", (ushort)53), ("172.30.0.3", (ushort)54) })
        {
            ImmutableArray<PortForward> forwards = [Forward(UdpNumber, published, 5353, container, port)];
            firewall.AddForwards(forwards);
            Assert.True(Answers(client, TimeSpan.FromSeconds(10)));
            firewall.RemoveForwards(forwards);
            Assert.False(Answers(client, TimeSpan.FromMilliseconds(100)));
        }
    });

    private static bool Answers(Socket client, TimeSpan patience)
    {
        // That the packet before was refused is told once, in the place of the next answer.
        _ = client.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error);
        client.Send([1]);
        try
        {
            return client.Poll(patience, SelectMode.SelectRead) && client.Receive(new byte[64]) > 0;
        }
        catch (SocketException refused) when (refused.SocketErrorCode == SocketError.ConnectionRefused)
        {
            return false;
        }
    }

    private static (Firewall Firewall, BridgeSettings Bridge) Host(TestNetwork network) => Host(network, network.Bridge("br0", "172.30.0.1/24"));

    private static (Firewall Firewall, BridgeSettings Bridge) Host(TestNetwork network, BridgeSettings bridge)
    {
        Firewall firewall = new();
        network.Own(firewall);
        network.Bridges.EnsureBridge(bridge);
        firewall.Ensure([bridge], []);
        return (firewall, bridge);
    }

    private static PortForward Forward(byte protocol, string host, ushort port, string container, ushort containerPort) =>
        new(protocol, IPAddress.Parse(host), port, IPAddress.Parse(container), containerPort);
}
