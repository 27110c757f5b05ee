using System.Net;
using Aot.Daemon.Linux;
using Aot.Daemon.Networks;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;
using static System.Net.Sockets.ProtocolType;

namespace Aot.Daemon.Tests.Networks;

/// <summary>What the daemon does to a host.</summary>
public sealed class KernelDataplaneTests
{
    private const string Forwarding = "net/ipv4/ip_forward";
    private const byte TcpNumber = 6;

    [Fact]
    public void A_host_that_was_no_router_is_one_for_containers_only_and_none_again_in_the_end() => TestNetwork.Run(network =>
    {
        Sysctl.Write(Forwarding, "0"u8);
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/24");
        TestContainer left = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer right = network.Outside("198.51.100.1/24", "198.51.100.9/24");
        MakeHardware();
        left.Run(() => TestTool.Run("ip", "route", "add", "default", "via", "192.0.2.1"));
        right.Run(() => TestTool.Run("ip", "route", "add", "default", "via", "198.51.100.1"));
        right.Serve(Tcp, "198.51.100.9", 80);
        using (KernelDataplane dataplane = Dataplane(network))
        {
            dataplane.Restore([bridge], []);
            TestContainer container = network.Container(bridge, "172.30.0.2/24");
            container.Serve(Tcp, "172.30.0.2", 80);
            dataplane.AddForwards([new PortForward(TcpNumber, IPAddress.Any, 8080, IPAddress.Parse("172.30.0.2"), 80)]);

            Assert.Equal("1", Sysctl.Read(Forwarding));
            Assert.NotNull(container.Ask(Tcp, "198.51.100.9", 80));
            Assert.NotNull(left.Ask(Tcp, "192.0.2.1", 8080));
            Assert.False(left.Reaches(Tcp, "198.51.100.9", 80));
        }

        // The next daemon knows it too.
        using KernelDataplane next = Dataplane(network);
        next.Restore([bridge], []);
        Assert.False(left.Reaches(Tcp, "198.51.100.9", 80));
        next.Clear();
        Assert.Equal("0", Sysctl.Read(Forwarding));
    });

    [Fact]
    public void A_host_that_was_a_router_goes_on_as_one() => TestNetwork.Run(network =>
    {
        TestContainer left = network.Outside("192.0.2.1/24", "192.0.2.9/24");
        TestContainer right = network.Outside("198.51.100.1/24", "198.51.100.9/24");
        MakeHardware();
        left.Run(() => TestTool.Run("ip", "route", "add", "default", "via", "192.0.2.1"));
        right.Run(() => TestTool.Run("ip", "route", "add", "default", "via", "198.51.100.1"));
        right.Serve(Tcp, "198.51.100.9", 80);
        using KernelDataplane dataplane = Dataplane(network);
        dataplane.Restore([network.Bridge("br0", "172.30.0.1/24")], []);
        Assert.NotNull(left.Ask(Tcp, "198.51.100.9", 80));
        dataplane.Clear();
        Assert.Equal("1", Sysctl.Read(Forwarding));
    });

    /// <summary>A reload goes on beside everything else: it may not forget what was made since anybody looked.</summary>
    [Fact]
    public void What_is_put_back_is_what_is_there_at_that_moment() => TestNetwork.Run(network =>
    {
        BridgeSettings first = network.Bridge("br0", "172.30.0.1/24");
        BridgeSettings second = network.Bridge("br1", "172.31.0.1/24");
        using KernelDataplane dataplane = Dataplane(network);
        dataplane.Restore([first], []);
        dataplane.AddBridge(second);
        TestContainer server = network.Container(second, "172.31.0.2/24");
        TestContainer stranger = network.Container(first, "172.30.0.2/24");
        server.Serve(Tcp, "172.31.0.2", 80);
        dataplane.AddForwards([new PortForward(TcpNumber, IPAddress.Any, 8080, IPAddress.Parse("172.31.0.2"), 80)]);
        TestTool.Run("nft", "flush", "ruleset");
        dataplane.Refresh();
        Assert.NotNull(TestClient.Ask(Tcp, "172.31.0.1", 8080));
        Assert.False(stranger.Reaches(Tcp, "172.31.0.2", 80));
    });

    [Fact]
    public void A_bridge_of_somebody_else_keeps_its_addresses_and_stays() => TestNetwork.Run(network =>
    {
        TestTool.Run("ip", "link", "add", "br0", "type", "bridge");
        TestTool.Run("ip", "address", "add", "192.0.2.1/24", "dev", "br0");
        using KernelDataplane dataplane = Dataplane(network);
        dataplane.Restore([network.Bridge("br1", "172.31.0.1/24")], []);
        BridgeSettings wrong = network.Bridge("br0", "172.30.0.1/24") with { IsForeign = true };
        Assert.Equal(
            "the bridge br0, which is not aotd's, has not the network's address 172.30.0.1/24",
            Assert.Throws<DaemonException>(() => dataplane.AddBridge(wrong)).Message);
        BridgeSettings right = network.Bridge("br0", "192.0.2.1/24") with { IsForeign = true };
        dataplane.AddBridge(right);
        dataplane.RemoveBridge(right);
        Assert.Contains("192.0.2.1/24", TestTool.Run("ip", "-br", "address", "show", "br0"), StringComparison.Ordinal);
    });

    private static KernelDataplane Dataplane(TestNetwork network) =>
        new(Path.GetDirectoryName(network.NamespaceFolder)!, forwards: true, NullLogger.Instance);

    /// <summary>The wires of a test are veths, as containers' are, and those of a host are not: another kind of link over each.</summary>
    private static void MakeHardware()
    {
        foreach ((string wire, string address) in new[] { ("wireo1", "192.0.2.1/24"), ("wireo2", "198.51.100.1/24") })
        {
            TestTool.Run("ip", "address", "flush", "dev", wire);
            TestTool.Run("ip", "link", "add", "link", wire, "name", "m" + wire, "type", "macvlan", "mode", "passthru");
            TestTool.Run("ip", "address", "add", address, "dev", "m" + wire);
            TestTool.Run("ip", "link", "set", "m" + wire, "up");
        }
    }
}
