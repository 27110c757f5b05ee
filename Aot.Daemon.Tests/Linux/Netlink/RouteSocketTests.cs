using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Linux;
using Aot.Daemon.Linux.Netlink;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Networks;
using Xunit;

namespace Aot.Daemon.Tests.Linux.Netlink;

public sealed class RouteSocketTests
{
    private static readonly byte[] Mac = [2, 0, 0, 0, 0, 1];

    [Fact]
    public void A_batch_is_done_in_order_and_can_be_read_back() => TestNetwork.Run(network =>
    {
        RouteSocket routes = network.Bridges.Host;
        using RouteBatch creation = new();
        creation.CreateBridge("br0", Mac, mtu: 1400);
        routes.Execute(creation).ThrowIfFailed();
        LinkInfo bridge = routes.FindLink("br0")!;
        using RouteBatch batch = new();
        batch.AddAddress(bridge.Index, IPAddress.Parse("10.1.0.1"), 16);
        batch.SetUp(bridge.Index, "br0");
        batch.SetDefaultRoute(bridge.Index, IPAddress.Parse("10.1.0.9"));
        routes.Execute(batch).ThrowIfFailed();

        Assert.Equal(("bridge", 1400), (bridge.Kind, bridge.Mtu));
        Assert.Equal(Mac, bridge.MacAddress);
        Assert.Contains(routes.Links(), link => link is { Name: "br0", IsUp: true });
        Assert.Equal([new LinkAddress(bridge.Index, IPAddress.Parse("10.1.0.1"), 16)], routes.Addresses(bridge.Index).AsEnumerable());
        Assert.Equal(
            [new RouteInfo(IPAddress.Any, 0, bridge.Index, IPAddress.Parse("10.1.0.9")), new RouteInfo(IPAddress.Parse("10.1.0.0"), 16, bridge.Index, null)],
            routes.Routes(AddressFamily.InterNetwork).AsEnumerable());
    });

    [Fact]
    public void A_link_that_is_not_there_is_null() => TestNetwork.Run(network => Assert.Null(network.Bridges.Host.FindLink("nowhere0")));

    [Fact]
    public void The_first_failure_of_a_batch_is_told_in_words() => TestNetwork.Run(network =>
    {
        using RouteBatch batch = new();
        batch.DeleteLink("nowhere1");
        batch.DeleteLink("nowhere2");

        NetlinkResult result = network.Bridges.Host.Execute(batch);

        Assert.Equal(Errno.ENODEV, result.Errno);
        Assert.Contains("delete the link nowhere1", result.Words, StringComparison.Ordinal);
        Assert.Equal(ErrorKind.System, Assert.Throws<DaemonException>(result.ThrowIfFailed).Kind);
    });

    [Fact]
    public void A_socket_stays_in_the_namespace_that_it_was_opened_in() => TestNetwork.Run(network =>
    {
        using RouteSocket other = NetworkNamespace.RunInNew(() => new RouteSocket());

        Assert.Equal(["lo"], other.Links().Select(link => link.Name));
        Assert.False(other.FindLink("lo")!.IsUp);
        Assert.True(network.Bridges.Host.FindLink("lo")!.IsUp);
    });

    /// <summary>A dump of many datagrams.</summary>
    [Fact]
    public void All_of_many_links_are_listed() => TestNetwork.Run(network =>
    {
        for (int i = 0; i < 120; i++)
        {
            using RouteBatch batch = new();
            batch.CreateBridge($"br{i}", [2, 0, 0, 0, 1, (byte)i], 0);
            network.Bridges.Host.Execute(batch).ThrowIfFailed();
        }

        Assert.Equal(121, network.Bridges.Host.Links().Length);
    });
}
