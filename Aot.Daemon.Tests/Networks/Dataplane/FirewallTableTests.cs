using System.Collections.Immutable;
using System.Diagnostics;
using System.Net;
using Aot.Daemon.Networks.Dataplane;
using Aot.Daemon.Primitives;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.Networks.Dataplane;

/// <summary>What is in the table, as nft(8) shows it.</summary>
public sealed class FirewallTableTests(ITestOutputHelper output)
{
    private static readonly ImmutableArray<PortForward> Web = [Forward(80, 8080)];

    [Fact]
    public void The_table_reads_well() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        firewall.Ensure([network.Bridge("br0", "172.30.0.1/24")], Web);

        string table = List();

        Assert.Contains("elements = { \"br0\" }", table, StringComparison.Ordinal);
        Assert.Contains("elements = { \"br0\" . \"br0\" }", table, StringComparison.Ordinal);
        Assert.Contains("elements = { 172.30.0.0/24 }", table, StringComparison.Ordinal);
        Assert.Contains("elements = { tcp . 80 : 172.30.0.2 . 8080 }", table, StringComparison.Ordinal);
        Assert.Contains("oifname != @bridges ip saddr @masqueraded4 masquerade", table, StringComparison.Ordinal);
    });

    [Fact]
    public void Rules_that_could_not_be_written_are_missed_until_they_can_be() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        using (Process owner = OwnTheTable())
        {
            Assert.Throws<DaemonException>(() => firewall.Ensure([network.Bridge("br0", "172.30.0.1/24")], Web));
            Assert.Throws<DaemonException>(firewall.RequireRules);
            owner.StandardInput.Close();
            owner.WaitForExit();
        }

        firewall.RequireRules();
        Assert.Contains("elements = { tcp . 80 : 172.30.0.2 . 8080 }", List(), StringComparison.Ordinal);
    });

    [Fact]
    public void Changes_one_by_one_come_to_the_same_as_all_at_once() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        BridgeSettings[] networks =
        [
            network.Bridge("br0", "172.30.0.1/24", "fd30::1/64"),
            network.Bridge("br1", "172.30.1.1/24") with { IsInternal = true },
            network.Bridge("br2", "10.0.0.1/8") with { AllowsInterContainer = false, Masquerades = false },
        ];
        PortForward ipv6 = new(17, IPAddress.IPv6Loopback, 53, IPAddress.Parse("fd30::2"), 53);
        firewall.Ensure(networks, [.. Web, Forward(81, 81), ipv6]);
        string atOnce = List();
        firewall.Ensure([], []);
        string empty = List();

        foreach (BridgeSettings each in networks)
        {
            firewall.AddNetwork(each with { IsInternal = !each.IsInternal });
            firewall.AddNetwork(each);
        }

        firewall.AddForwards(Web);
        firewall.AddForwards([Forward(81, 81), ipv6]);
        Assert.Equal(atOnce, List());

        firewall.RemoveForwards([.. Web, Forward(81, 81), ipv6]);
        foreach (BridgeSettings each in networks)
        {
            firewall.RemoveNetwork(each.InterfaceName);
            firewall.RemoveNetwork(each.InterfaceName);
        }

        Assert.Equal(empty, List());
        firewall.Delete();
        firewall.Delete();
        Assert.Equal("", TestTool.Run("nft", "list", "ruleset"));
    });

    [Fact]
    public void A_flush_by_somebody_is_repaired_by_the_next_change_or_when_asked_to() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        firewall.Ensure([network.Bridge("br0", "172.30.0.1/24")], Web);
        firewall.AddForwards([Forward(81, 81)]);
        string before = List();

        TestTool.Run("nft", "flush", "ruleset");
        firewall.Ensure();
        Assert.Equal(before, List());

        TestTool.Run("nft", "flush", "ruleset");
        firewall.RemoveForwards([Forward(81, 81)]);
        firewall.AddForwards([Forward(81, 81)]);
        Assert.Equal(before, List());

        TestTool.Run("nft", "flush", "map", "inet", "aotd", "forwards4");
        firewall.RemoveForwards([Forward(81, 81)]);
        firewall.AddForwards([Forward(81, 81)]);
        Assert.Equal(before, List());
    });

    [Fact]
    public void Writing_the_table_anew_changes_nothing_and_leaves_others_alone() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        TestTool.Run("nft", "add table ip other; add chain ip other prerouting { type nat hook prerouting priority -100; }; add rule ip other prerouting tcp dport 9 accept");
        firewall.Ensure([network.Bridge("br0", "172.30.0.1/24")], Web);
        string before = TestTool.Run("nft", "list", "ruleset");

        firewall.Ensure([network.Bridge("br0", "172.30.0.1/24")], Web);

        Assert.Equal(before.Split('\n').Order(), TestTool.Run("nft", "list", "ruleset").Split('\n').Order());
        Assert.Contains("table ip other", before, StringComparison.Ordinal);
    });

    [Fact]
    public void A_host_port_leads_to_one_container_only() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        firewall.Ensure([], Web);
        string before = List();

        DaemonException taken = Assert.Throws<DaemonException>(() => firewall.AddForwards([Forward(79, 80), Forward(80, 81)]));

        Assert.Equal("Bind for 0.0.0.0:80 failed: port is already allocated", taken.Message);
        Assert.Equal(before, List());
        firewall.AddForwards(Web);
    });

    [Fact]
    public void A_port_cannot_lead_from_one_family_to_the_other() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();

        Assert.Equal(
            ErrorKind.Invalid,
            Assert.Throws<DaemonException>(() => firewall.AddForwards([new PortForward(6, IPAddress.IPv6Any, 80, IPAddress.Parse("172.30.0.2"), 80)])).Kind);
    });

    [Fact]
    public void Subnets_that_overlap_are_an_error_and_leave_the_table_as_it_was() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        firewall.Ensure([network.Bridge("br0", "172.30.0.1/16")], Web);
        string before = List();

        Assert.Throws<DaemonException>(() => firewall.AddNetwork(network.Bridge("br1", "172.30.9.1/24")));

        Assert.Equal(before, List());
        firewall.Ensure();
    });

    [Fact]
    public void Chains_of_others_that_drop_what_is_forwarded_are_told() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        firewall.Ensure([network.Bridge("br0", "172.30.0.1/16")], []);
        Assert.Empty(firewall.ForeignForwardDrops());

        TestTool.Run("nft", "add table ip filter; add chain ip filter FORWARD { type filter hook forward priority 0; policy drop; }; add chain ip filter INPUT { type filter hook input priority 0; policy drop; }; add chain ip filter other");

        Assert.Equal(["chain FORWARD of table ip filter"], firewall.ForeignForwardDrops().AsEnumerable());
    });

    /// <summary>What this says is for a reader: time decides no test.</summary>
    [Fact]
    public void Thousands_of_ports_are_added_and_removed() => TestNetwork.Run(network =>
    {
        using Firewall firewall = new();
        firewall.Ensure([network.Bridge("br0", "172.30.0.1/16")], []);
        output.WriteLine($"one port of 1: {Cycle(firewall):F3} ms");
        ImmutableArray<PortForward> thousand = [.. Enumerable.Range(10_000, 1000).Select(port => Forward((ushort)port, 80))];
        long start = Stopwatch.GetTimestamp();
        firewall.AddForwards(thousand);
        output.WriteLine($"1,000 ports at once: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F3} ms");
        output.WriteLine($"one port of 1,001: {Cycle(firewall):F3} ms");
        firewall.AddForwards([.. Enumerable.Range(20_000, 10_000).Select(port => Forward((ushort)port, 80))]);
        output.WriteLine($"one port of 11,001: {Cycle(firewall):F3} ms");
        start = Stopwatch.GetTimestamp();
        firewall.Ensure();
        output.WriteLine($"the whole table with 11,000 ports: {Stopwatch.GetElapsedTime(start).TotalMilliseconds:F3} ms");

        firewall.RemoveForwards(thousand);

        Assert.Equal(10_000, List().Split("tcp . ").Length - 1);
    });

    private static double Cycle(Firewall firewall)
    {
        const int Rounds = 200;
        ImmutableArray<PortForward> one = [Forward(80, 80)];
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < Rounds; i++)
        {
            firewall.AddForwards(one);
            firewall.RemoveForwards(one);
        }

        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / Rounds / 2;
    }

    /// <summary>Somebody else's, until it ends: the kernel then lets nobody else change it.</summary>
    private static Process OwnTheTable()
    {
        Process owner = Process.Start(new ProcessStartInfo("nft", "-i") { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        owner.StandardInput.WriteLine("add table inet aotd { flags owner; }");
        owner.StandardInput.WriteLine("list tables");
        owner.StandardInput.Flush();
        while (owner.StandardOutput.ReadLine() is { } line && !line.EndsWith("table inet aotd", StringComparison.Ordinal))
        {
            // Its prompts.
        }

        return owner;
    }

    private static string List() => TestTool.Run("nft", "list", "table", "inet", "aotd");

    private static PortForward Forward(ushort host, ushort container) => new(6, IPAddress.Any, host, IPAddress.Parse("172.30.0.2"), container);
}
