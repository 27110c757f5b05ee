using System.Net;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Networks.Dns;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

public sealed class ResolvConfTests
{
    private const string Public = "nameserver 8.8.8.8\nnameserver 8.8.4.4\nnameserver 2001:4860:4860::8888\nnameserver 2001:4860:4860::8844\n";

    [Theory]
    [InlineData("nameserver 10.0.0.1\n", "nameserver 10.0.0.1\n")]
    [InlineData("search a b\nnameserver 127.0.0.53\nnameserver 10.0.0.1\noptions x\n", "search a b\nnameserver 10.0.0.1\noptions x\n")]
    [InlineData("nameserver ::1\nnameserver fe80::1%eth0\n", "nameserver fe80::1%eth0\n")]
    [InlineData("nameserver 10.0.0.1", "nameserver 10.0.0.1")]
    [InlineData("search a\nnameserver 127.0.0.1\n", "search a\n" + Public)]
    [InlineData("", Public)]
    public void Servers_on_the_loopback_are_left_out_and_public_ones_used_where_none_is_left(string host, string expected) =>
        Assert.Equal(expected, ResolvConf.WithoutLoopback(host));

    [Fact]
    public void What_was_not_asked_for_is_the_hosts()
    {
        const string host = "# a comment\nsearch home\nnameserver 10.0.0.1\nnameserver\t10.0.0.2\noptions ndots:2\n";
        Assert.Equal("search home\nnameserver 1.1.1.1\noptions ndots:2\n", ResolvConf.Build(new DnsSettings { Servers = ["1.1.1.1"] }, host));
        Assert.Equal("search a b\nnameserver 10.0.0.1\nnameserver 10.0.0.2\noptions ndots:2\n", ResolvConf.Build(new DnsSettings { Search = ["a", "b"] }, host));
        Assert.Equal("search home\nnameserver 10.0.0.1\nnameserver 10.0.0.2\noptions x y\n", ResolvConf.Build(new DnsSettings { Options = ["x", "y"] }, host));
    }

    [Fact]
    public void A_lone_dot_searches_nothing() =>
        Assert.Equal("nameserver 10.0.0.1\n", ResolvConf.Build(new DnsSettings { Search = ["."] }, "search home\nnameserver 10.0.0.1\n"));

    [Theory]
    [InlineData("search home\nnameserver 10.0.0.1\noptions edns0\n", "search home\nnameserver 127.0.0.11\noptions edns0 ndots:0\n")]
    [InlineData("nameserver 127.0.0.1\noptions ndots:3 edns0\n", "nameserver 127.0.0.11\noptions ndots:3 edns0\n")]
    [InlineData("", "nameserver 127.0.0.11\noptions ndots:0\n")]
    public void On_a_user_defined_network_the_server_is_ours_and_names_are_first_asked_as_they_are(string host, string expected)
    {
        string text = ResolvConf.BuildOwn(DnsSettings.None, host);
        Assert.Equal(expected, text);
        Assert.True(ResolvConf.HasNameServer(text));
        Assert.False(ResolvConf.HasNameServer(host));
    }

    [Fact]
    public void On_a_user_defined_network_search_and_options_are_those_given() => Assert.Equal(
        "search a\nnameserver 127.0.0.11\noptions rotate ndots:0\n",
        ResolvConf.BuildOwn(new DnsSettings { Servers = ["1.1.1.1"], Search = ["a"], Options = ["rotate"] }, "search home\noptions ndots:3\n"));

    [Fact]
    public void The_daemons_settings_are_for_what_the_container_has_none_of()
    {
        DnsSettings daemon = new() { Servers = ["10.0.0.9"], Search = ["corp"], Options = ["rotate"] };
        DnsSettings settings = DnsSettings.Of(new HostConfig { Dns = ["10.0.0.1"], DnsSearch = [] }, daemon);
        Assert.Equal(["10.0.0.1", "corp", "rotate"], [.. settings.Servers, .. settings.Search, .. settings.Options]);
        Assert.Equal(
            "search corp\nnameserver 10.0.0.9\noptions rotate\n", ResolvConf.For(new HostConfig { NetworkMode = "host" }, new EtcNetworks { DaemonDns = daemon }));
    }

    [Fact]
    public void Our_server_asks_those_given_from_the_containers_network_else_the_hosts_and_on_an_internal_network_nobody()
    {
        DnsSandbox given = NameServer(new HostConfig { Dns = ["10.0.0.1", "nonsense", "fe80::1"] });
        Assert.Equal("10.0.0.1 fe80::1", string.Join(' ', given.Upstreams));
        Assert.True(given.AsksFromSandbox);
        Assert.False(given.AsksHostResolvers);
        DnsSandbox host = NameServer(new HostConfig { DnsOptions = ["ndots:2"] });
        Assert.True(host.AsksHostResolvers);
        Assert.True(host.ChoseNdots);
        Assert.False(NameServer(new HostConfig { DnsOptions = ["rotate"] }).ChoseNdots);
        Assert.False(NameServer(new HostConfig { Dns = ["10.0.0.1"] }, isInternal: true).Forwards);
        Assert.False(NameServer(new HostConfig(), isInternal: true).Forwards);
    }

    private static DnsSandbox NameServer(HostConfig host, bool isInternal = false) => ResolvConf.NameServer("c1", "/netns", host, DnsSettings.None, isInternal);
}
