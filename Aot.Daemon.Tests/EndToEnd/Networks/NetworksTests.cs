using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Aot.Daemon.Tests.Networks;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Networks;

public sealed class NetworksTests
{
    [Fact]
    public Task Two_networks_and_three_containers_talk_where_they_should_over_the_death_of_the_daemon_and_leave_nothing() =>
        NetworkBench.UseAsync(async (daemon, host) =>
        {
            string empty = host.Describe();
            (await daemon.Docker("network", "create", "--subnet", "10.81.0.0/24", "front")).Ok();
            (await daemon.Docker("network", "create", "--internal", "--ipv6", "--subnet", "10.82.0.0/24", "--subnet", "fd82::/64", "--label", "tier=back", "back")).Ok();
            (await daemon.ServeAsync("web", "web-page", "--network", "front", "--network-alias", "www", "-p", "8080:80", "-p", "8053:53/udp", "-p", "8081:81")).Ok();
            (await daemon.ServeAsync("db", "db-page", "--network", "back", "--ip", "10.82.0.77", "--network-alias", "database")).Ok();
            (await daemon.ServeAsync("app", "app-page", "--network", "back")).Ok();
            (await daemon.Docker("network", "connect", "--alias", "middle", "front", "app")).Ok();
            await TalksAsync(daemon, host);

            string web = await daemon.InspectAsync("web", "{{.NetworkSettings.SandboxKey}}");
            TestServer udp = HostNamespace.In(web, () => new TestServer(ProtocolType.Udp, IPAddress.Any, 53));
            TestServer tcp = HostNamespace.In(web, () => new TestServer(ProtocolType.Tcp, IPAddress.Any, 81));
            Assert.NotNull(host.Run(() => TestClient.Ask(ProtocolType.Udp, "127.0.0.1", 8053)));
            using var stop = new CancellationTokenSource();
            Task<(int Answers, int Failures)> traffic = Task.Run(() => Ask(host, stop.Token));
            await daemon.KillAsync();
            await daemon.StartAsync();
            await stop.CancelAsync();
            (int answers, int failures) = await traffic;
            Assert.Equal(0, failures);
            Assert.True(answers > 0);

            await TalksAsync(daemon, host);
            Assert.NotNull(host.Run(() => TestClient.Ask(ProtocolType.Udp, "127.0.0.1", 8053)));
            (await daemon.Docker("network", "rm", "front")).FailsSaying("has active endpoints");
            udp.Dispose(); // A socket of a namespace keeps it alive.
            tcp.Dispose();
            (await daemon.Docker("rm", "-f", "web", "db", "app")).Ok();
            (await daemon.Docker("network", "rm", "front", "back")).Ok();
            await Poll.UntilAsync(() => host.Describe() == empty, "the host is as it was", details: () => Difference(empty, host.Describe()));
            Assert.Empty(Directory.GetFiles(Path.Combine(daemon.ExecRoot, "netns")));
        });

    [Fact]
    public Task A_port_that_is_taken_is_an_error_and_the_container_is_not_started() => NetworkBench.UseAsync(async (daemon, host) =>
    {
        (await daemon.ServeAsync("first", "first", "-p", "8080:80")).Ok();
        (await daemon.ServeAsync("second", "second", "-p", "8080:80")).FailsSaying("Bind for 0.0.0.0:8080 failed: port is already allocated");
        Assert.Equal("created 128", await daemon.InspectAsync("second", "{{.State.Status}} {{.State.ExitCode}}"));
        using (TestServer other = host.Run(() => new TestServer(ProtocolType.Tcp, IPAddress.Any, 8090)))
        {
            (await daemon.ServeAsync("third", "third", "-p", "8090:80")).FailsSaying("listen tcp4 0.0.0.0:8090: bind: address already in use");
        }

        (await daemon.ServeAsync("fourth", "fourth", "-p", "10.9.9.9:8091:80")).FailsSaying("bind: cannot assign requested address");
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8080) == "first", "first answers");
        (await daemon.Docker("rm", "-f", "first")).Ok();
        (await daemon.Docker("start", "second", "third")).Ok();
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8080) == "second", "second answers");
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8090) == "third", "third answers");
    });

    [Fact]
    public Task Ports_are_told_as_dockerd_tells_them() => NetworkBench.UseAsync(async (daemon, _) =>
    {
        (await daemon.ServeAsync("web", "page", "-p", "127.0.0.1:8000-8001:80", "-p", "9000:9000/udp", "--expose", "70", "-P")).Ok();
        string[] ports = (await daemon.Docker("port", "web")).Ok().Lines;
        Assert.Contains("80/tcp -> 127.0.0.1:8000", ports);
        Assert.Contains("9000/udp -> 0.0.0.0:9000", ports);
        string random = Assert.Single(ports, line => line.StartsWith("70/tcp -> 0.0.0.0:", StringComparison.Ordinal));
        string listed = (await daemon.Docker("ps", "--format", "{{.Ports}}")).Ok().Trimmed;
        Assert.Equal($"0.0.0.0:{random.Split(':')[^1]}->70/tcp, 127.0.0.1:8000->80/tcp, 0.0.0.0:9000->9000/udp", string.Join(", ", listed.Split(", ").Order(StringComparer.Ordinal).OrderBy(port => port.Split("->")[1], StringComparer.Ordinal)));
    });

    [Fact]
    public Task A_published_port_reaches_a_container_over_IPv6() => NetworkBench.UseAsync(async (daemon, host) =>
    {
        (await daemon.Docker("network", "create", "--ipv6", "six")).Ok();
        (await daemon.ServeAsync("web", "page", "--network", "six", "-p", "8080:80")).Ok();
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8080) == "page", "page answers");
        string address = await daemon.InspectAsync("web", "{{.NetworkSettings.Networks.six.GlobalIPv6Address}}");
        await Poll.UntilAsync(() => host.Fetch(address, 80) == "page", "the container answers at its IPv6 address");
        string gateway = await daemon.InspectAsync("web", "{{.NetworkSettings.Networks.six.IPv6Gateway}}");
        Assert.Equal("page", host.Fetch(gateway, 8080));
        Assert.Contains("[::]:8080->80/tcp", (await daemon.Docker("ps", "--format", "{{.Ports}}")).Ok().Trimmed, StringComparison.Ordinal);
    });

    [Fact]
    public Task Flushed_rules_and_deleted_links_are_put_back_by_a_reload() => NetworkBench.UseAsync(async (daemon, host) =>
    {
        (await daemon.ServeAsync("web", "page", "-p", "8080:80")).Ok();
        host.Tool("nft", "flush", "ruleset");
        Assert.Null(host.Fetch("127.0.0.1", 8080));
        host.Tool("ip", "link", "delete", "aotd0");
        (await daemon.ReloadAsync()).Ok();
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8080) == "page", "the port answers again");
    });

    [Fact]
    public Task A_restarting_container_keeps_its_networks_and_gets_its_fixed_address_again() => NetworkBench.UseAsync(async (daemon, host) =>
    {
        (await daemon.Docker("network", "create", "--subnet", "10.83.0.0/24", "own")).Ok();
        (await daemon.ServeAsync("web", "page", "--network", "own", "--ip", "10.83.0.9", "--restart", "always", "-p", "8080:80")).Ok();
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8080) == "page", "the container answers");
        string pid = await daemon.InspectAsync("web", "{{.State.Pid}}");
        Native.Signal(int.Parse(pid, CultureInfo.InvariantCulture), Native.SigKill);
        await Poll.UntilAsync(async () => await daemon.InspectAsync("web", "{{.RestartCount}} {{.State.Running}}") == "1 true", "its policy restarts it");
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8080) == "page", "the container answers again");
        Assert.Equal("10.83.0.9", await daemon.InspectAsync("web", "{{.NetworkSettings.Networks.own.IPAddress}}"));
    });

    private static string Difference(string expected, string actual)
    {
        string[] before = expected.Split('\n');
        string[] after = actual.Split('\n');
        return $"missing:\n{string.Join('\n', before.Except(after))}\nmore:\n{string.Join('\n', after.Except(before))}";
    }

    private static async Task TalksAsync(AotdUnderTest daemon, HostNamespace host)
    {
        await Poll.UntilAsync(() => host.Fetch("127.0.0.1", 8080) == "web-page", "the published port answers");
        Assert.Equal("web-page", (await FetchAsync(daemon, "app", "http://www/")).Ok().Trimmed);
        Assert.Equal("web-page", (await FetchAsync(daemon, "app", "http://web.front/")).Ok().Trimmed);
        Assert.Equal("db-page", (await FetchAsync(daemon, "app", "http://database/")).Ok().Trimmed);
        Assert.Equal("app-page", (await FetchAsync(daemon, "web", "http://middle/")).Ok().Trimmed);
        Assert.Equal("app-page", (await FetchAsync(daemon, "db", "http://app/")).Ok().Trimmed);
        (await daemon.Docker("exec", "app", "busybox", "ping", "-6", "-c", "1", "-W", "5", "db")).Ok();

        // The two networks do not know each other, and the internal one knows nobody.
        Assert.NotEqual(0, (await FetchAsync(daemon, "db", "http://www/")).ExitCode);
        string web = await daemon.InspectAsync("web", "{{.NetworkSettings.Networks.front.IPAddress}}");
        Assert.NotEqual(0, (await daemon.Docker("exec", "db", "busybox", "ping", "-c", "1", "-W", "1", web)).ExitCode);
        Assert.NotEqual(0, (await daemon.Docker("exec", "web", "busybox", "ping", "-c", "1", "-W", "1", "10.82.0.77")).ExitCode);
    }

    private static Task<CliResult> FetchAsync(AotdUnderTest daemon, string container, string url) =>
        daemon.Docker("exec", container, "busybox", "wget", "-q", "-O", "-", url);

    private static (int Answers, int Failures) Ask(HostNamespace host, CancellationToken stop) => host.Run(() =>
    {
        int answers = 0;
        int failures = 0;
        while (!stop.IsCancellationRequested)
        {
            if (TestClient.Ask(ProtocolType.Tcp, "127.0.0.1", 8081) is not null)
            {
                answers++;
            }
            else
            {
                failures++;
            }

            stop.WaitHandle.WaitOne(10);
        }

        return (answers, failures);
    });
}
