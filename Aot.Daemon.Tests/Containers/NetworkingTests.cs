using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Containers.Networking;
using Aot.Daemon.Http;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>Containers on networks, on a kernel that is none.</summary>
public sealed class NetworkingTests
{
    [Fact]
    public async Task A_start_makes_what_the_record_wants_and_an_end_gives_it_back()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/24");
        ContainerEntry entry = Create(bench, "web", "own", new EndpointSettings { Aliases = ["www"], IPAMConfig = new() { IPv4Address = "10.5.0.9" } }, ports: "8080");
        await bench.StartAsync(entry);

        SandboxState held = entry.State.Network!;
        EndpointState endpoint = Assert.Single(held.Endpoints);
        Assert.Equal(("10.5.0.9/24", "10.5.0.1", "02:42:0a:05:00:09", "eth0"), (endpoint.IPv4, endpoint.Gateway, endpoint.MacAddress, endpoint.SandboxInterface));
        FakeSandbox sandbox = bench.Networks.Dataplane.Sandboxes[entry.Id];
        Assert.Equal("10.5.0.1", sandbox.Gateway);
        Assert.Equal("8080", Assert.Single(held.Ports).HostPort.ToString());
        Assert.Equal("10.5.0.9", Assert.Single(bench.Networks.Dataplane.Forwards).ContainerAddress.ToString());
        Assert.Contains(entry.Id, bench.NameServers.Open.Keys);
        Assert.Equal(["10.5.0.9"], bench.Names.Resolve(entry.Id, "WWW").Select(address => address.ToString()));
        Assert.Equal("web.own", bench.Names.Reverse(entry.Id, System.Net.IPAddress.Parse("10.5.0.9")));
        Assert.Equal(["create", "connect"], bench.Networks.Events.Actions);

        await bench.Do.Stop.KillAsync(entry, false, CancellationToken.None);
        await Eventually.TrueAsync(() => bench.Networks.Dataplane.Sandboxes.Count == 0 && bench.NameServers.Open.IsEmpty, "what it held is given back");
        AssertNothingHeld(bench);
        Assert.Null(entry.State.Network);
        Assert.Equal(["create", "connect", "disconnect"], bench.Networks.Events.Actions);
    }

    [Theory]
    [InlineData("attach")]
    [InlineData("forward")]
    [InlineData("names")]
    [InlineData("port")]
    [InlineData("second network")]
    public async Task A_start_that_fails_at_any_of_them_leaves_nothing_and_can_be_tried_again(string where)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/24");
        Network(bench, "two", "10.6.0.0/30");
        ContainerEntry entry = Create(bench, "web", "own", new EndpointSettings(), ports: "8080", also: "two");
        var failure = DaemonException.System("no");
        FakeDataplane kernel = bench.Networks.Dataplane;
        kernel.AttachFailure = where == "attach" ? failure : null;
        kernel.ForwardFailure = where == "forward" ? failure : null;
        bench.NameServers.Failure = where == "names" ? failure : null;
        if (where == "port")
        {
            kernel.ForeignPorts.Add(8080);
        }

        System.Net.IPAddress? taken = where == "second network" ? bench.Networks.Directory.Find("two").IPv4!.Pool.Take() : null;
        await Assert.ThrowsAsync<DaemonException>(() => bench.StartAsync(entry));
        AssertNothingHeld(bench);
        Assert.Equal((ContainerStatus.Created, 128), (entry.State.Status, entry.State.ExitCode));

        kernel.AttachFailure = kernel.ForwardFailure = bench.NameServers.Failure = null;
        kernel.ForeignPorts.Clear();
        if (taken is not null)
        {
            bench.Networks.Directory.Find("two").IPv4!.Pool.Return(taken);
        }

        await bench.StartAsync(entry);
        Assert.Equal(2, entry.State.Network!.Endpoints.Length);
    }

    [Fact]
    public async Task A_running_container_is_connected_and_disconnected_and_its_record_remembers()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/24");
        Network(bench, "also", "10.6.0.0/24");
        ContainerEntry entry = Create(bench, "web", "own", new EndpointSettings(), ports: "8080");
        await bench.StartAsync(entry);
        await bench.Connect.ConnectAsync("web", bench.Networks.Directory.Find("also"), new EndpointSettings { Aliases = ["x"] }, default);
        Assert.Equal(["own", "also"], entry.State.Network!.Endpoints.Select(each => bench.Networks.Directory.Find(each.NetworkId).Name));

        // By name the new one comes first: routes and ports go there, as dockerd's.
        Assert.Equal("10.6.0.1", bench.Networks.Dataplane.Sandboxes[entry.Id].Gateway);
        Assert.Equal("10.6.0.2", Assert.Single(bench.Networks.Dataplane.Forwards).ContainerAddress.ToString());
        DaemonException twice = await Assert.ThrowsAsync<DaemonException>(() => bench.Connect.ConnectAsync("web", bench.Networks.Directory.Find("also"), null, default));
        Assert.Equal((ErrorKind.Forbidden, "endpoint with name web already exists in network also"), (twice.Kind, twice.Message));

        await bench.Connect.DisconnectAsync("web", bench.Networks.Directory.Find("also"), force: false, default);
        Assert.Equal("10.5.0.1", bench.Networks.Dataplane.Sandboxes[entry.Id].Gateway);
        Assert.Equal("10.5.0.2", Assert.Single(bench.Networks.Dataplane.Forwards).ContainerAddress.ToString());
        Assert.Equal(["own"], entry.Record.Networks!.Keys);
        DaemonException gone = await Assert.ThrowsAsync<DaemonException>(() => bench.Connect.DisconnectAsync("web", bench.Networks.Directory.Find("also"), false, default));
        Assert.Equal($"container {entry.Id} is not connected to network also", gone.Message);

        await bench.Connect.DisconnectAsync("web", bench.Networks.Directory.Find("own"), force: false, default);
        Assert.Empty(bench.Networks.Dataplane.Forwards);
        Assert.Empty(bench.NameServers.Open);
        Assert.Empty(entry.State.Network!.Ports);
    }

    [Theory]
    [InlineData("attach")]
    [InlineData("forward")]
    [InlineData("names")]
    public async Task A_connection_that_fails_leaves_the_container_as_it_was(string where)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.6.0.0/24");
        ContainerEntry entry = Create(bench, "web", "bridge", null, ports: "8080");
        await bench.StartAsync(entry);
        SandboxState before = entry.State.Network!;
        var failure = DaemonException.System("no");
        FakeDataplane kernel = bench.Networks.Dataplane;
        kernel.AttachFailure = where == "attach" ? failure : null;
        kernel.ForwardFailure = where == "forward" ? failure : null;
        bench.NameServers.Failure = where == "names" ? failure : null;
        var best = new EndpointSettings { GwPriority = 1 };
        await Assert.ThrowsAsync<DaemonException>(() => bench.Connect.ConnectAsync("web", bench.Networks.Directory.Find("own"), best, default));
        Assert.Equal(before.Endpoints, entry.State.Network!.Endpoints);
        Assert.DoesNotContain("own", entry.Record.Networks?.Keys ?? Enumerable.Empty<string>());
        Assert.Single(kernel.Sandboxes[entry.Id].Links);
        Assert.False(bench.Networks.Directory.Find("own").HasEndpoints);

        kernel.AttachFailure = kernel.ForwardFailure = bench.NameServers.Failure = null;
        await bench.Connect.ConnectAsync("web", bench.Networks.Directory.Find("own"), best, default);
        Assert.Equal("10.6.0.1", kernel.Sandboxes[entry.Id].Gateway);
    }

    [Fact]
    public async Task What_a_running_container_is_linked_to_may_be_gone_when_it_is_connected_and_disconnected()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.6.0.0/24");
        ContainerEntry target = Create(bench, "db", "bridge", null);
        await bench.StartAsync(target);
        ContainerEntry entry = Create(bench, "web", "bridge", null, links: "db:base");
        await bench.StartAsync(entry);
        await bench.Do.Stop.KillAsync(target, false, CancellationToken.None);
        await bench.Connect.ConnectAsync("web", bench.Networks.Directory.Find("own"), null, default);
        await bench.Connect.DisconnectAsync("web", bench.Networks.Directory.Find("own"), force: false, default);
        Assert.Single(entry.State.Network!.Endpoints);
    }

    [Fact]
    public async Task A_container_follows_what_it_is_linked_to_until_the_link_ends()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry target = Create(bench, "db", "bridge", null);
        await bench.StartAsync(target);
        ContainerEntry entry = Create(bench, "web", "bridge", null, links: "db:base");
        await bench.StartAsync(entry);
        string Hosts() => File.ReadAllText(ContainerFiles.HostsPath(entry.Folder));
        Assert.Contains(Line("base", target), Hosts(), StringComparison.Ordinal);

        await bench.Do.Stop.KillAsync(target, false, CancellationToken.None);
        await ContainerBench.WaitForAsync(target, ContainerStatus.Exited);
        Assert.Empty(bench.Links.EnvironmentOf(entry.Record));
        string before = Line("base", target);
        await bench.StartAsync(target);
        Assert.NotEqual(before, Line("base", target));
        await Eventually.TrueAsync(() => Hosts().Contains(Line("base", target), StringComparison.Ordinal), "the line follows");
        Assert.Contains("BASE_NAME=/web/base", bench.Links.EnvironmentOf(entry.Record));

        DaemonException own = await Assert.ThrowsAsync<DaemonException>(() => bench.Links.RemoveAsync("web", default));
        Assert.Equal("Conflict, cannot remove the default name of the container", own.Message);
        DaemonException none = await Assert.ThrowsAsync<DaemonException>(() => bench.Links.RemoveAsync("web/other", default));
        Assert.Equal((ErrorKind.NotFound, "No such container: web/other"), (none.Kind, none.Message));
        await bench.Links.RemoveAsync("/web/base", default);
        Assert.DoesNotContain("base", Hosts(), StringComparison.Ordinal);
        Assert.Empty(entry.Record.HostConfig.Links!);

        static string Line(string alias, ContainerEntry target) => target.State.Network is { } network
            ? new HostsLine(ContainerEtc.AddressesOf(network.Endpoints[0])[0], alias).ToString().TrimEnd('\n')
            : "not running";
    }

    /// <summary>As when it dies between the two, or somebody deleted the link.</summary>
    [Fact]
    public async Task The_next_daemon_attaches_what_is_written_down_and_not_attached()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.6.0.0/24");
        ContainerEntry entry = Create(bench, "web", "own", new EndpointSettings());
        await bench.StartAsync(entry);
        await bench.KillDaemonAsync();
        bench.Networks.Dataplane.Sandboxes[entry.Id].Links.Clear();
        await bench.RestartDaemonAsync();
        Assert.Equal("10.6.0.2", Assert.Single(Assert.Single(bench.Networks.Dataplane.Sandboxes[entry.Id].Links).Link.Addresses).Address.ToString());
    }

    [Theory]
    [InlineData("none", "own", "container cannot be connected to multiple networks with one of the networks in private (none) mode")]
    [InlineData("host", "own", "container sharing network namespace with another container or host cannot be connected to any other network")]
    [InlineData("own", "host", "container cannot be disconnected from host network or connected to host network")]
    [InlineData("own", "none", "container cannot be connected to multiple networks with one of the networks in private (none) mode")]
    public async Task What_cannot_be_together_is_refused(string mode, string network, string words)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/24");
        ContainerEntry entry = Create(bench, "web", mode, null);
        await bench.StartAsync(entry);
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => bench.Connect.ConnectAsync("web", bench.Networks.Directory.Find(network), null, default));
        Assert.Equal((ErrorKind.Invalid, words), (refusal.Kind, refusal.Message));
    }

    [Fact]
    public async Task The_next_daemon_takes_over_addresses_ports_and_names_and_frees_what_the_dead_held()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/29");
        ContainerEntry alive = Create(bench, "alive", "own", new EndpointSettings { Aliases = ["a"] }, ports: "8080");
        ContainerEntry dead = Create(bench, "dead", "own", new EndpointSettings(), ports: "8081");
        await bench.StartAsync(alive);
        await bench.StartAsync(dead);
        bench.Networks.Dataplane.ReservedPorts.Clear(); // They end with the daemon.
        await bench.KillDaemonAsync();
        await dead.Task!.SignalAsync(Native.SigKill, CancellationToken.None);
        await bench.RestartDaemonAsync();
        await Eventually.TrueAsync(() => !bench.Directory.FindById(dead.Id)!.State.IsRunning && bench.Networks.Dataplane.Sandboxes.Count == 1, "the end of the other is heard");

        ContainerEntry found = bench.Directory.FindById(alive.Id)!;
        Assert.Equal(alive.State.Network, found.State.Network);
        Assert.Null(bench.Directory.FindById(dead.Id)!.State.Network);
        Assert.Equal([alive.Id], bench.Networks.Dataplane.Sandboxes.Keys);
        Assert.Equal(8080, Assert.Single(bench.Networks.Dataplane.ReservedPorts).Port);
        Assert.Equal(["10.5.0.2"], bench.Names.Resolve(alive.Id, "a").Select(address => address.ToString()));
        ContainerEntry other = Create(bench, "other", "own", new EndpointSettings(), ports: "8081");
        await bench.StartAsync(other);
        Assert.NotEqual(found.State.Network!.Endpoints[0].IPv4, other.State.Network!.Endpoints[0].IPv4);
    }

    [Fact]
    public async Task What_runs_keeps_its_network_when_the_journal_does_not_know_it()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/29");
        ContainerEntry entry = Create(bench, "web", "own", new EndpointSettings());
        await bench.StartAsync(entry);
        await bench.KillDaemonAsync();
        File.WriteAllText(bench.JournalPath, "?");
        for (int daemon = 0; daemon < 2; daemon++)
        {
            await bench.RestartDaemonAsync();
            entry = bench.Directory.FindById(entry.Id)!;
            Assert.Equal(ContainerStatus.Running, entry.State.Status);
            Assert.Equal([entry.Id], bench.Networks.Dataplane.Sandboxes.Keys);
            Assert.Equal(bench.Networks.Dataplane.Sandboxes[entry.Id].Path, entry.State.Network?.Path);
        }

        await bench.Do.Stop.KillAsync(entry, true, CancellationToken.None);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Empty(bench.Networks.Dataplane.Sandboxes);
    }

    [Fact]
    public async Task What_runs_and_cannot_be_read_keeps_its_network()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/29");
        ContainerEntry entry = Create(bench, "web", "own", new EndpointSettings());
        await bench.StartAsync(entry);
        await bench.KillDaemonAsync();
        File.Move(ContainerStore.RecordPath(entry.Folder), entry.Folder + ".record");
        Directory.CreateDirectory(ContainerStore.RecordPath(entry.Folder)); // It cannot be read.
        await bench.RestartDaemonAsync();
        Assert.Empty(bench.Directory.All());
        Assert.Single(bench.Engine.Inner.Tasks);
        Assert.Equal([entry.Id], bench.Networks.Dataplane.Sandboxes.Keys);
    }

    [Fact]
    public async Task Nothing_of_networks_is_left_of_a_container_whose_record_is_damaged()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/29");
        ContainerEntry entry = Create(bench, "web", "own", new EndpointSettings(), ports: "8080");
        await bench.StartAsync(entry);
        await bench.KillDaemonAsync();
        bench.Networks.Dataplane.ReservedPorts.Clear(); // They end with the daemon.
        bench.NameServers.Open.Clear();
        File.WriteAllText(ContainerStore.RecordPath(entry.Folder), "{\"Version\":1,");
        await bench.RestartDaemonAsync();
        bench.Networks.Sandboxes.Restore();
        AssertNothingHeld(bench);
        Assert.Empty(bench.Engine.Inner.Tasks);
        ContainerEntry other = Create(bench, "web", "own", new EndpointSettings(), ports: "8080");
        await bench.StartAsync(other);
    }

    [Fact]
    public async Task Many_starts_at_once_get_different_addresses_and_ports()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/24");
        ContainerEntry[] entries = [.. Enumerable.Range(0, 40).Select(number => Create(bench, $"c{number}", "own", new EndpointSettings(), ports: ""))];
        await Task.WhenAll(entries.Select(entry => Task.Run(() => bench.StartAsync(entry))));
        Assert.Equal(40, entries.Select(entry => entry.State.Network!.Endpoints[0].IPv4).Distinct().Count());
        Assert.Equal(40, entries.Select(entry => entry.State.Network!.Ports[0].HostPort).Distinct().Count());
    }

    [Fact]
    public async Task Inspect_tells_what_is_wanted_and_what_is_had()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/24");
        ContainerEntry entry = Create(bench, "web", "own", new EndpointSettings { Aliases = ["www"] }, ports: "8080");
        await bench.StartAsync(entry);
        NetworkSettings old = bench.Do.Inspect.Run(entry, false, new ApiVersion(1, 41)).NetworkSettings;
        EndpointSettings endpoint = Assert.Single(old.Networks).Value;
        Assert.Equal(["www", entry.Id[..12]], endpoint.Aliases!);
        Assert.Equal(("10.5.0.2", 24, "10.5.0.1"), (endpoint.IPAddress, endpoint.IPPrefixLen, endpoint.Gateway));
        Assert.Equal(("0.0.0.0", "8080"), (old.Ports["80/tcp"]![0].HostIp, old.Ports["80/tcp"]![0].HostPort));
        EndpointSettings present = Assert.Single(bench.Do.Inspect.Run(entry, false).NetworkSettings.Networks).Value;
        Assert.Equal(["www"], present.Aliases!);
        Assert.Equal(["web", "www", entry.Id[..12]], present.DNSNames!);
        ContainerSummary listed = Assert.Single(bench.Do.List.Run(false, null, false, Filters.Parse("""{"network":["own"],"publish":["80"]}""")));
        Assert.Equal(((ushort)80, (ushort?)8080), (Assert.Single(listed.Ports).PrivatePort, listed.Ports[0].PublicPort));
    }

    [Fact]
    public async Task A_port_at_an_IPv6_address_of_a_container_without_one_is_an_error()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/24");
        ContainerEntry entry = bench.Create("web", host: host => host with
        {
            NetworkMode = "own",
            PortBindings = new() { ["80/tcp"] = [new PortBinding { HostIp = "::", HostPort = "8080" }] },
        });
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => bench.StartAsync(entry));
        Assert.Equal("cannot publish port 80/tcp at ::: the container has no IPv6 address by which packets leave", refusal.Message);
        AssertNothingHeld(bench);
    }

    [Fact]
    public async Task A_renamed_container_is_found_by_its_new_name_only()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        Network(bench, "own", "10.5.0.0/24");
        ContainerEntry entry = Create(bench, "old", "own", new EndpointSettings());
        await bench.StartAsync(entry);
        await bench.Do.Rename.RunAsync(entry, "new", default);
        Assert.True(bench.Names.Resolve(entry.Id, "old").IsDefault);
        Assert.Single(bench.Names.Resolve(entry.Id, "new"));
    }

    [Theory]
    [InlineData("bogus", null, "invalid IPv4 address: bogus")]
    [InlineData(null, "01:00:00:00:00:00", "invalid MAC address: 01:00:00:00:00:00")]
    public async Task Addresses_that_are_none_are_refused_at_create(string? ip, string? mac, string words)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        DaemonException refusal = Assert.Throws<DaemonException>(() =>
            Create(bench, "web", "own", new EndpointSettings { IPAMConfig = new() { IPv4Address = ip }, MacAddress = mac ?? "" }));
        Assert.Equal((ErrorKind.Invalid, words), (refusal.Kind, refusal.Message));
    }

    private static void AssertNothingHeld(ContainerBench bench)
    {
        FakeDataplane kernel = bench.Networks.Dataplane;
        Assert.Empty(kernel.Sandboxes);
        Assert.Empty(kernel.Forwards);
        Assert.Empty(kernel.ReservedPorts);
        Assert.All(bench.Networks.Directory.All(), network => Assert.Empty(network.Endpoints()));
        Assert.Empty(bench.NameServers.Open);
    }

    private static void Network(ContainerBench bench, string name, string subnet) => bench.Networks.Create.Run(
        new NetworkCreateRequest { Name = name, IPAM = new IpamSettings { Config = [new IpamConfig { Subnet = subnet }] } }, bench.Networks.Config);

    private static ContainerEntry Create(ContainerBench bench, string name, string mode, EndpointSettings? settings, string? ports = null, string? also = null, string? links = null) => bench.Create(
        name,
        host: host => host with
        {
            NetworkMode = mode,
            Links = links is null ? null : [links],
            PortBindings = ports is null ? null : new() { ["80/tcp"] = [new PortBinding { HostPort = ports }] },
        },
        change: request => settings is null ? request : request with
        {
            NetworkingConfig = new NetworkingConfig
            {
                EndpointsConfig = also is null ? new() { [mode] = settings } : new() { [mode] = settings, [also] = new EndpointSettings() },
            },
        });
}
