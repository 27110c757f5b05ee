using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Networks.Dns;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>What other servers are asked. They are on addresses of the loopback, of the host's namespace or of the sandbox's.</summary>
public sealed class DnsForwardTests : IAsyncLifetime
{
    private readonly DnsBench _bench = new();
    private readonly List<TestUpstream> _upstreams = [];

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _bench.DisposeAsync();
        foreach (TestUpstream upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_unknown_name_is_asked_of_the_first_server_over_the_same_protocol()
    {
        TestUpstream first = Upstream(query => [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.7")]);
        TestUpstream second = Upstream(query => [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.8")]);
        await OpenAsync(first, second);
        TestAnswer answer = await _bench.AskAsync(TestQuery.Of("elsewhere.example", id: 0x4321));
        Assert.Equal((0x4321, "192.0.2.7"), (answer.Id, Assert.Single(answer.Records)));
        Assert.Equal(["192.0.2.7"], Assert.Single(await _bench.AskStreamAsync(TestQuery.Of("elsewhere.example"))).Records);
        Assert.Equal((1, 1, 0), (first.Datagrams, first.Streams, second.Datagrams + second.Streams));
    }

    [Fact]
    public async Task Each_question_has_an_id_and_a_port_of_its_own()
    {
        TestUpstream upstream = Upstream(query => [TestQuery.Answer(query)]);
        await OpenAsync(upstream);
        for (int i = 0; i < 20; i++)
        {
            await _bench.AskAsync(TestQuery.Of("elsewhere.example", id: 7));
        }

        Assert.InRange(upstream.Ids.Distinct().Count(), 15, 20);
        Assert.InRange(upstream.Ports.Distinct().Count(), 15, 20);
    }

    [Theory]
    [InlineData(DnsCode.ServerFailure)]
    [InlineData(DnsCode.Refused)]
    internal async Task A_server_that_fails_is_followed_by_the_next(DnsCode code)
    {
        TestUpstream failing = Upstream(query => [TestQuery.Answer(query, code)]);
        TestUpstream good = Upstream(query => [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.8")]);
        await OpenAsync(failing, good);
        Assert.Equal(["192.0.2.8"], (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Records);
        Assert.Equal(["192.0.2.8"], Assert.Single(await _bench.AskStreamAsync(TestQuery.Of("elsewhere.example"))).Records);
        Assert.Equal(1, failing.Datagrams);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_an_answer()
    {
        TestUpstream first = Upstream(query => [TestQuery.Answer(query, DnsCode.NameError)]);
        TestUpstream second = Upstream(query => [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.8")]);
        await OpenAsync(first, second);
        Assert.Equal(DnsCode.NameError, (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Code);
        Assert.Equal(0, second.Datagrams);
    }

    [Fact]
    public async Task A_silent_server_is_followed_by_the_next_and_nobody_there_is_a_failure()
    {
        TestUpstream silent = Upstream(_ => []);
        TestUpstream good = Upstream(query => [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.8")]);
        IPAddress nobody = TestUpstream.FreeAddress();
        await OpenAsync([nobody, silent.Address, good.Address]);
        Assert.Equal(["192.0.2.8"], (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Records);
        await OpenAsync([nobody]);
        Assert.Equal(DnsCode.ServerFailure, (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Code);
        Assert.Equal(DnsCode.ServerFailure, Assert.Single(await _bench.AskStreamAsync(TestQuery.Of("elsewhere.example"))).Code);
    }

    [Fact]
    public async Task A_reply_that_comes_after_the_next_server_was_asked_still_counts()
    {
        using SemaphoreSlim asked = new(0);
        TestUpstream slow = Upstream(query =>
        {
            asked.Wait(TimeSpan.FromSeconds(20));
            return [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.7")];
        });
        TestUpstream silent = Upstream(_ =>
        {
            asked.Release();
            return [];
        });
        await OpenAsync(slow, silent);
        Assert.Equal(["192.0.2.7"], (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Records);
    }

    [Fact]
    public async Task Spoofed_replies_are_passed_over()
    {
        TestUpstream upstream = Upstream(query =>
        {
            byte[] forged = TestQuery.Answer(query, DnsCode.NoError, "6.6.6.6");
            byte[] otherId = [.. forged];
            otherId[0] ^= 1;
            byte[] otherName = [.. forged];
            otherName[13] = (byte)'x';
            byte[] otherType = [.. forged];
            otherType[12 + "elsewhere.example".Length + 3] = (byte)DnsType.Aaaa;
            byte[] noAnswer = [.. forged];
            noAnswer[2] &= 0x7F;
            byte[] cut = forged[..^3];
            byte[] withoutQuestion = forged[..12];
            withoutQuestion[5] = 0;
            return [otherId, otherName, otherType, noAnswer, cut, withoutQuestion, [], [1, 2], TestQuery.Answer(query, DnsCode.NoError, "192.0.2.7")];
        });
        await OpenAsync(upstream);
        Assert.Equal(["192.0.2.7"], (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Records);
    }

    [Fact]
    public async Task A_reply_from_another_address_or_port_is_passed_over()
    {
        using Socket stranger = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        stranger.Bind(new IPEndPoint(TestUpstream.FreeAddress(), 53));
        TestUpstream? upstream = null;
        upstream = Upstream(query =>
        {
            stranger.SendTo(TestQuery.Answer(query, DnsCode.NoError, "6.6.6.6"), upstream!.LastClient!);
            using Socket otherPort = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            otherPort.Bind(new IPEndPoint(upstream.Address, 0));
            otherPort.SendTo(TestQuery.Answer(query, DnsCode.NoError, "6.6.6.6"), upstream.LastClient!);
            return [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.7")];
        });
        await OpenAsync(upstream);
        Assert.Equal(["192.0.2.7"], (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Records);
    }

    [Fact]
    public async Task Who_guesses_ids_gets_no_answer_through()
    {
        TestUpstream guessing = Upstream(query => [.. Enumerable.Range(0, 200).Select(i =>
        {
            byte[] forged = TestQuery.Answer(query, DnsCode.NoError, "6.6.6.6");
            forged[1] ^= (byte)(i + 1);
            return forged;
        }), TestQuery.Answer(query, DnsCode.NoError, "6.6.6.6")]);
        await OpenAsync(guessing);
        Assert.Equal(DnsCode.ServerFailure, (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Code);
    }

    [Fact]
    public async Task A_reply_that_is_longer_than_its_client_takes_is_cut_and_whole_over_tcp()
    {
        string[] many = [.. Enumerable.Range(1, 100).Select(i => $"192.0.2.{i}")];
        TestUpstream upstream = Upstream(query => [TestQuery.Answer(query, DnsCode.NoError, many)]);
        await OpenAsync(upstream);
        TestAnswer answer = await _bench.AskAsync(TestQuery.Of("elsewhere.example"));
        Assert.True(answer.IsTruncated);
        Assert.Empty(answer.Records);
        Assert.Equal(many, (await _bench.AskAsync(TestQuery.Of("elsewhere.example", udpSize: 60000))).Records);
        Assert.Equal(many, Assert.Single(await _bench.AskStreamAsync(TestQuery.Of("elsewhere.example"))).Records);
    }

    [Fact]
    public async Task A_truncated_reply_and_an_error_without_a_question_are_handed_on()
    {
        await OpenAsync(Upstream(query =>
        {
            byte[] reply = TestQuery.Answer(query);
            reply[2] |= 2;
            return [reply];
        }));
        Assert.True((await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).IsTruncated);
        await OpenAsync(Upstream(query => [[query[0], query[1], 0x80, (byte)DnsCode.FormatError, 0, 0, 0, 0, 0, 0, 0, 0]]));
        Assert.Equal(DnsCode.FormatError, (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Code);
    }

    [Fact]
    public async Task The_hosts_resolvers_are_those_that_its_file_names_now()
    {
        TestUpstream first = Upstream(query => [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.7")]);
        TestUpstream second = Upstream(query => [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.8")]);
        await File.WriteAllTextAsync(_bench.HostResolvConf, $"# a comment\nnameserver {first.Address}\n");
        await _bench.OpenAsync(_bench.Description with { AsksHostResolvers = true });
        Assert.Equal(["192.0.2.7"], (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Records);
        await File.WriteAllTextAsync(_bench.HostResolvConf, $"search home\nnameserver  {second.Address} \nnameserver nonsense\n");
        Assert.Equal(["192.0.2.8"], (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Records);
    }

    [Fact]
    public async Task Servers_of_the_containers_own_are_asked_from_its_network()
    {
        IPAddress address = TestUpstream.FreeAddress();
        TestUpstream inside = TestUpstream.Start(_bench.Sandbox, address, query => [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.9")]);
        _upstreams.Add(inside);
        await _bench.OpenAsync(_bench.Description with { Upstreams = [address], AsksFromSandbox = true });
        Assert.Equal(["192.0.2.9"], (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Records);
        Assert.Equal(["192.0.2.9"], Assert.Single(await _bench.AskStreamAsync(TestQuery.Of("elsewhere.example"))).Records);
        await OpenAsync([address]);
        Assert.Equal(DnsCode.ServerFailure, (await _bench.AskAsync(TestQuery.Of("elsewhere.example"))).Code);
    }

    [Fact]
    public async Task A_name_of_one_label_is_asked_unless_ndots_was_chosen()
    {
        TestUpstream upstream = Upstream(query => [TestQuery.Answer(query, DnsCode.NoError, "192.0.2.7")]);
        await OpenAsync(upstream);
        Assert.Equal(["192.0.2.7"], (await _bench.AskAsync(TestQuery.Of("intranet"))).Records);
        await _bench.OpenAsync(_bench.Description with { Upstreams = [upstream.Address], ChoseNdots = true });
        TestAnswer answer = await _bench.AskAsync(TestQuery.Of("intranet"));
        Assert.Equal((DnsCode.NoError, 0), (answer.Code, answer.Records.Count));
        Assert.Equal(["192.0.2.7"], (await _bench.AskAsync(TestQuery.Of("intranet", (DnsType)15))).Records);
    }

    [Fact]
    public async Task More_than_a_bounded_number_of_questions_are_refused_and_none_is_left_over()
    {
        TestUpstream silent = Upstream(_ => []);
        await OpenAsync(silent);
        using Socket client = _bench.Sandbox.Socket(SocketType.Dgram);
        await client.ConnectAsync(IPAddress.Parse("127.0.0.11"), 53);
        for (int i = 0; i < 300; i++)
        {
            await client.SendAsync(TestQuery.Of("elsewhere.example", id: (ushort)i));
        }

        // Only a query beyond the bound is answered at once: the others wait for the server.
        Assert.Equal(DnsCode.ServerFailure, (await DnsBench.AskAsync(client, TestQuery.Of("elsewhere.example"))).Code);
        await _bench.Service.CloseAsync(DnsBench.ContainerId);
        Assert.InRange(silent.Datagrams, 1, 256);
    }

    private TestUpstream Upstream(Func<byte[], List<byte[]>> answer)
    {
        TestUpstream upstream = new(TestUpstream.FreeAddress(), answer);
        _upstreams.Add(upstream);
        return upstream;
    }

    private Task OpenAsync(params TestUpstream[] upstreams) => OpenAsync([.. upstreams.Select(upstream => upstream.Address)]);

    private Task OpenAsync(ImmutableArray<IPAddress> servers) => _bench.OpenAsync(_bench.Description with { Upstreams = servers });
}
