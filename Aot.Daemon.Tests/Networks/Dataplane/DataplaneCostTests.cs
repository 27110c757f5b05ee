using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using Aot.Daemon.Networks.Dataplane;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.Networks.Dataplane;

/// <summary>What the network of a start costs. The figures are for a reader: time decides no test.</summary>
public sealed class DataplaneCostTests(ITestOutputHelper output)
{
    private const int Rounds = 200;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Networks_of_many_containers_come_and_go_and_leave_nothing(bool ipv6) => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        PortReservations ports = new(TimeSpan.FromSeconds(30));
        BridgeSettings bridge = ipv6 ? network.Bridge("br0", "172.30.0.1/16", "fd30::1/64") : network.Bridge("br0", "172.30.0.1/16");
        network.Bridges.EnsureBridge(bridge);
        firewall.Ensure([bridge], []);
        List<double>[] times = [[], [], [], [], []];
        long allocated = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 2; i < Rounds + 2; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            IPAddress own = IPAddress.Parse($"172.30.1.{i}");
            ImmutableArray<PortForward> forwards = [new PortForward(6, IPAddress.Any, 8080, own, 80)];
            using Sandbox sandbox = network.Namespaces.Create("one");
            Lap(watch, times[0]);
            network.Bridges.Attach(sandbox, bridge, Endpoint(i, own, ipv6));
            Lap(watch, times[1]);
            using PortReservation port = ports.Reserve(6, IPAddress.Any, 8080);
            Lap(watch, times[2]);
            firewall.AddForwards(forwards);
            Lap(watch, times[3]);
            firewall.RemoveForwards(forwards);
            network.Namespaces.Delete("one");
            Lap(watch, times[4]);
        }

        output.WriteLine($"{(GC.GetAllocatedBytesForCurrentThread() - allocated) / Rounds} bytes allocated a container");
        string[] names = ["namespace", "endpoint", "port held", "firewall", "removal"];
        for (int i = 0; i < names.Length; i++)
        {
            times[i].Sort();
            output.WriteLine($"{names[i],-10} {times[i][Rounds / 2]:F3} ms, p90 {times[i][Rounds * 9 / 10]:F3}");
        }

        Assert.Empty(network.Namespaces.List());
    });

    [Fact]
    public void Hundreds_of_containers_live_on_one_bridge() => TestNetwork.Run(network =>
    {
        const int Count = 500;
        using Firewall firewall = new();
        BridgeSettings bridge = network.Bridge("br0", "172.30.0.1/16");
        network.Bridges.EnsureBridge(bridge);
        firewall.Ensure([bridge], []);
        List<double> times = [];
        for (int i = 2; i < Count + 2; i++)
        {
            Stopwatch watch = Stopwatch.StartNew();
            IPAddress own = IPAddress.Parse($"172.30.{i / 250}.{(i % 250) + 2}");
            using Sandbox sandbox = network.Namespaces.Create($"c{i}");
            network.Bridges.Attach(sandbox, bridge, Endpoint(i, own, ipv6: false));
            firewall.AddForwards([new PortForward(6, IPAddress.Any, (ushort)(10_000 + i), own, 80)]);
            Lap(watch, times);
        }

        output.WriteLine($"the first 100: {Median(times[..100]):F3} ms, the last 100 of {Count}: {Median(times[^100..]):F3} ms");
        Assert.Equal(Count, network.Namespaces.List().Length);
        foreach (string id in network.Namespaces.List())
        {
            network.Namespaces.Delete(id);
        }

        Assert.Empty(network.Namespaces.List());
    });

    private static double Median(List<double> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private static EndpointLink Endpoint(int number, IPAddress address, bool ipv6) => new()
    {
        HostInterface = $"veth{number}",
        SandboxInterface = "eth0",
        MacAddress = [2, 0x42, 172, 30, 1, (byte)number],
        Addresses = ipv6 ? [new(address, 16), new(IPAddress.Parse($"fd30::{number}"), 64)] : [new(address, 16)],
        Gateway = IPAddress.Parse("172.30.0.1"),
        Gateway6 = ipv6 ? IPAddress.Parse("fd30::1") : null,
    };

    private static void Lap(Stopwatch watch, List<double> times)
    {
        times.Add(watch.Elapsed.TotalMilliseconds);
        watch.Restart();
    }
}
