using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Networks.Dns;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>The server as a client in a network namespace finds it at 127.0.0.11:53.</summary>
public sealed class DnsServiceTests : IAsyncLifetime
{
    private readonly DnsBench _bench = new();

    public async Task InitializeAsync()
    {
        _bench.Names.Add("web", "10.1.0.2", "fd00::2").Add("db", "10.1.0.3", "10.1.0.4");
        await _bench.OpenAsync();
    }

    public async Task DisposeAsync() => await _bench.DisposeAsync();

    [Theory]
    [InlineData("web", DnsType.A, "10.1.0.2")]
    [InlineData("WeB", DnsType.A, "10.1.0.2")]
    [InlineData("web", DnsType.Aaaa, "fd00::2")]
    [InlineData("db", DnsType.A, "10.1.0.3 10.1.0.4")]
    [InlineData("db", DnsType.Aaaa, "")]
    [InlineData("web", (DnsType)15, "")]
    [InlineData("web", DnsType.Any, "10.1.0.2 fd00::2")]
    [InlineData("3.0.1.10.in-addr.arpa", DnsType.Pointer, "db.net1")]
    [InlineData("2.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.d.f.ip6.arpa", DnsType.Pointer, "web.net1")]
    internal async Task Names_are_answered_over_udp_and_tcp(string name, DnsType type, string expected)
    {
        byte[] query = TestQuery.Of(name, type);
        TestAnswer answer = await _bench.AskAsync(query);
        Assert.True(answer.IsAnswer);
        Assert.Equal((DnsCode.NoError, (ushort)0x1234, expected), (answer.Code, answer.Id, string.Join(' ', answer.Records)));
        Assert.All(answer.TimesToLive, seconds => Assert.Equal(600u, seconds));
        Assert.Equal(answer.Records, Assert.Single(await _bench.AskStreamAsync(query)).Records);
    }

    [Theory]
    [InlineData("getent ahosts web", "10.1.0.2", "fd00::2")]
    [InlineData("getent ahosts db", "10.1.0.3", "10.1.0.4")]
    [InlineData("getent hosts 10.1.0.3", "db.net1")]
    [InlineData("busybox nslookup web", "10.1.0.2", "fd00::2")]
    [InlineData("busybox nslookup 10.1.0.3", "db.net1")]
    [InlineData("getent -s dns hosts nobody.example; echo $?", "2")]
    public void Resolvers_that_are_in_use_find_names(string command, params string[] expected)
    {
        string resolvConf = _bench.ContainersResolvConf;
        string output = _bench.Sandbox.Run("unshare", "--mount", "sh", "-c", $"mount --bind {resolvConf} /etc/resolv.conf && {{ {command}; }}");
        Assert.All(expected, words => Assert.Contains(words, output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_queries_go_over_one_connection()
    {
        List<TestAnswer> answers = await _bench.AskStreamAsync(TestQuery.Of("web", id: 1), TestQuery.Of("db", id: 2), TestQuery.Of("web", id: 3));
        Assert.Equal([1, 2, 3], answers.Select(answer => (int)answer.Id));
    }

    [Fact]
    public async Task Without_anybody_to_ask_an_unknown_name_is_a_servers_failure() =>
        Assert.Equal(DnsCode.ServerFailure, (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Code);

    [Fact]
    public async Task An_answer_that_is_too_long_says_so_and_is_whole_over_tcp()
    {
        string[] many = [.. Enumerable.Range(1, 200).Select(i => $"10.2.0.{i}")];
        _bench.Names.Add("many", many);
        TestAnswer small = await _bench.AskAsync(TestQuery.Of("many"));
        Assert.True(small.IsTruncated);
        Assert.InRange(small.Length, 400, 512);
        TestAnswer larger = await _bench.AskAsync(TestQuery.Of("many", udpSize: 1232));
        Assert.True(larger.IsTruncated);
        Assert.True(larger.HasOptions);
        Assert.InRange(larger.Length, 1000, 1232);
        TestAnswer enough = await _bench.AskAsync(TestQuery.Of("many", udpSize: 65000));
        Assert.False(enough.IsTruncated);
        Assert.Equal(many, Assert.Single(await _bench.AskStreamAsync(TestQuery.Of("many"))).Records);
    }

    [Fact]
    public async Task A_container_may_have_a_name_server_of_its_own_on_port_53()
    {
        using Socket own = _bench.Sandbox.Socket(SocketType.Dgram);
        own.Bind(new IPEndPoint(IPAddress.Any, 53));
        using Socket ownStreams = _bench.Sandbox.Socket(SocketType.Stream);
        ownStreams.Bind(new IPEndPoint(IPAddress.Any, 53));
        ownStreams.Listen();
        Assert.Equal(["10.1.0.2"], (await _bench.AskAsync(TestQuery.Of("web"))).Records);
        Assert.Equal(["10.1.0.2"], Assert.Single(await _bench.AskStreamAsync(TestQuery.Of("web"))).Records);

        using Socket client = _bench.Sandbox.Socket(SocketType.Dgram);
        await client.SendToAsync(new byte[] { 7 }, new IPEndPoint(IPAddress.Loopback, 53));
        SocketReceiveFromResult received = await own.ReceiveFromAsync(new byte[10], new IPEndPoint(IPAddress.Any, 0));
        await own.SendToAsync(new byte[] { 8 }, received.RemoteEndPoint);
        SocketReceiveFromResult back = await client.ReceiveFromAsync(new byte[10], new IPEndPoint(IPAddress.Any, 0));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 53), back.RemoteEndPoint);
    }

    [Fact]
    public async Task Another_daemon_answers_where_the_last_one_did()
    {
        using Socket client = _bench.Sandbox.Socket(SocketType.Dgram);
        await client.ConnectAsync(IPAddress.Parse("127.0.0.11"), 53);
        Assert.Equal(["10.1.0.2"], (await DnsBench.AskAsync(client, TestQuery.Of("web"))).Records);
        string rules = _bench.Sandbox.Run("nft", "list", "ruleset");
        await _bench.RestartAsync();
        await _bench.OpenAsync();
        Assert.Equal(["10.1.0.2"], (await DnsBench.AskAsync(client, TestQuery.Of("web"))).Records);
        Assert.Equal(rules.Split('\n').Length, _bench.Sandbox.Run("nft", "list", "ruleset").Split('\n').Length);
    }

    [Fact]
    public async Task What_is_asked_while_there_is_no_daemon_is_answered_by_the_next()
    {
        await _bench.Service.HoldAsync(DnsBench.ContainerId);
        string sockets = _bench.Sandbox.Run("ss", "-Hlnut");
        using Socket idle = await _bench.ConnectStreamAsync();
        await _bench.RestartAsync();

        using Socket client = _bench.Sandbox.Socket(SocketType.Dgram);
        await client.ConnectAsync(IPAddress.Parse("127.0.0.11"), 53);
        await client.SendAsync(TestQuery.Of("web", id: 1));
        await client.SendAsync(TestQuery.Of("db", id: 2));
        Task<List<TestAnswer>> overTcp = _bench.AskStreamAsync(TestQuery.Of("web"));
        await _bench.Service.ReopenAsync(_bench.Description);
        byte[] buffer = new byte[512];
        Assert.Equal(1, TestAnswer.Read(buffer.AsSpan(0, await client.ReceiveAsync(buffer))).Id);
        Assert.Equal(2, TestAnswer.Read(buffer.AsSpan(0, await client.ReceiveAsync(buffer))).Id);
        Assert.Equal(["10.1.0.2"], Assert.Single(await overTcp).Records);
        Assert.Equal(sockets, _bench.Sandbox.Run("ss", "-Hlnut"));

        await _bench.RestartAsync();
        await _bench.Service.ReopenAsync(_bench.Description);
        Assert.Equal(["10.1.0.2"], (await _bench.AskAsync(TestQuery.Of("web"))).Records);
        await _bench.Service.LeaveAsync(DnsBench.ContainerId);
        Assert.Equal("", _bench.Sandbox.Run("ss", "-Hlnut"));
    }

    [Fact]
    public async Task Without_sockets_that_were_held_or_with_others_new_ones_are_made()
    {
        await _bench.RestartAsync();
        await _bench.Service.ReopenAsync(_bench.Description);
        Assert.Equal(["10.1.0.2"], (await _bench.AskAsync(TestQuery.Of("web"))).Records);
        using Socket other = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        await _bench.Holder.HoldAsync(DnsBench.ContainerId, "dns-tcp", other.SafeHandle);
        await _bench.RestartAsync();
        await _bench.Service.ReopenAsync(_bench.Description);
        Assert.Equal(["10.1.0.2"], (await _bench.AskAsync(TestQuery.Of("web"))).Records);
    }

    [Fact]
    public async Task Opening_again_changes_what_is_asked_and_not_the_sockets()
    {
        string before = _bench.Sandbox.Run("ss", "-Hlnut");
        await _bench.OpenAsync(_bench.Description with { ChoseNdots = true });
        Assert.Equal(before, _bench.Sandbox.Run("ss", "-Hlnut"));
        Assert.Equal(DnsCode.NoError, (await _bench.AskAsync(TestQuery.Of("nobody"))).Code);
        Assert.Equal(DnsCode.ServerFailure, (await _bench.AskAsync(TestQuery.Of("nobody.example"))).Code);
    }

    [Fact]
    public async Task Closing_leaves_no_socket()
    {
        using Socket connected = await _bench.ConnectStreamAsync();
        Assert.Equal(2, _bench.Sandbox.Run("ss", "-Hlnut").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        await _bench.Service.CloseAsync(DnsBench.ContainerId);
        Assert.Equal("", _bench.Sandbox.Run("ss", "-Hlnut"));
        Assert.Equal(0, await connected.ReceiveAsync(new byte[1]));
        await _bench.Service.CloseAsync(DnsBench.ContainerId);
    }

    [Fact]
    public async Task Answers_and_noise_are_met_with_silence_and_the_next_query_is_answered()
    {
        using Socket client = _bench.Sandbox.Socket(SocketType.Dgram);
        await client.ConnectAsync(IPAddress.Parse("127.0.0.11"), 53);
        await client.SendAsync(new byte[] { 1, 2, 3 });
        await client.SendAsync(Array.Empty<byte>());
        await client.SendAsync(TestQuery.Answer(TestQuery.Of("web", id: 9)));
        Assert.Equal(DnsCode.FormatError, (await DnsBench.AskAsync(client, new byte[5000])).Code);
        Assert.Equal(DnsCode.FormatError, (await DnsBench.AskAsync(client, [0, 1, 1, 0, 0, 2, 0, 0, 0, 0, 0, 0])).Code);
        Assert.Equal(["10.1.0.2"], (await DnsBench.AskAsync(client, TestQuery.Of("web"))).Records);
    }

    [Fact]
    public async Task A_connection_that_sends_no_query_is_closed()
    {
        using Socket client = await _bench.ConnectStreamAsync();
        await client.SendAsync(new byte[] { 0, 3 });
        Assert.Equal(0, await client.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_closed()
    {
        ManualTime time = new();
        await using DnsBench bench = new(time);
        await bench.OpenAsync();
        using Socket idle = await bench.ConnectStreamAsync();
        await Eventually.TrueAsync(() => time.ActiveTimers == 1, "the connection is timed");
        time.Advance(TimeSpan.FromSeconds(8));
        Assert.Equal(0, await idle.ReceiveAsync(new byte[1]));
    }

    [Fact]
    public async Task Connections_beyond_a_bound_are_closed_and_those_there_are_served()
    {
        List<Socket> connections = [];
        try
        {
            for (int i = 0; i < 33; i++)
            {
                connections.Add(await _bench.ConnectStreamAsync());
            }

            Assert.Equal(0, await connections[32].ReceiveAsync(new byte[1]));
            await connections[0].SendAsync(TestQuery.Framed(TestQuery.Of("web")));
            Assert.NotEqual(0, await connections[0].ReceiveAsync(new byte[1]));
        }
        finally
        {
            connections.ForEach(connection => connection.Dispose());
        }
    }

    [Fact]
    public async Task A_failure_of_the_names_is_that_querys_alone()
    {
        using Socket client = _bench.Sandbox.Socket(SocketType.Dgram);
        await client.ConnectAsync(IPAddress.Parse("127.0.0.11"), 53);
        await client.SendAsync(TestQuery.Of(TestNames.Broken));
        Assert.Equal(["10.1.0.2"], (await DnsBench.AskAsync(client, TestQuery.Of("web"))).Records);
        await Assert.ThrowsAsync<EndOfStreamException>(() => _bench.AskStreamAsync(TestQuery.Of(TestNames.Broken)));
        Assert.Equal(["10.1.0.2"], Assert.Single(await _bench.AskStreamAsync(TestQuery.Of("web"))).Records);
    }

    [Fact]
    public async Task A_namespace_that_is_gone_is_an_error()
    {
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(
            () => _bench.OpenAsync(_bench.Description with { ContainerId = "other", NamespacePath = "/run/netns/aotd-none" }));
        Assert.Equal(ErrorKind.System, failure.Kind);
    }
}
