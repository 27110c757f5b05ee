using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
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
        Assert.Equal("search home\nnameserver 1.1.1.1\noptions ndots:2\n", ResolvConf.Build(new HostConfig { Dns = ["1.1.1.1"] }, host));
        Assert.Equal("search a b\nnameserver 10.0.0.1\nnameserver 10.0.0.2\noptions ndots:2\n", ResolvConf.Build(new HostConfig { DnsSearch = ["a", "b"] }, host));
        Assert.Equal("search home\nnameserver 10.0.0.1\nnameserver 10.0.0.2\noptions x y\n", ResolvConf.Build(new HostConfig { DnsOptions = ["x", "y"] }, host));
    }

    [Fact]
    public void A_lone_dot_searches_nothing() =>
        Assert.Equal("nameserver 10.0.0.1\n", ResolvConf.Build(new HostConfig { DnsSearch = ["."] }, "search home\nnameserver 10.0.0.1\n"));
}
