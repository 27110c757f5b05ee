using System.Net;
using Aot.Daemon.Networks.Ipam;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Ipam;

public sealed class SubnetTests
{
    [Theory]
    [InlineData("10.1.2.3/8", "10.0.0.0/8")]
    [InlineData("192.168.1.0/24", "192.168.1.0/24")]
    [InlineData("1.2.3.4/32", "1.2.3.4/32")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("fd00::1:2/64", "fd00::/64")]
    [InlineData("::/0", "::/0")]
    [InlineData("ffff::ffff/128", "ffff::ffff/128")]
    public void A_subnet_is_read_and_written(string text, string plain)
    {
        Assert.True(Subnet.TryParse(text, out Subnet subnet));
        Assert.Equal(plain, subnet.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("010.0.0.0/8")]
    [InlineData("10/8")]
    [InlineData("fd00::/129")]
    [InlineData("fe80::1%eth0/64")]
    [InlineData("a/8")]
    public void What_is_none_is_refused(string? text) => Assert.False(Subnet.TryParse(text, out _));

    [Theory]
    [InlineData("10.0.0.0/8", "10.200.0.0/16", true)]
    [InlineData("10.200.0.0/16", "10.0.0.0/8", true)]
    [InlineData("10.0.0.0/16", "10.1.0.0/16", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255/32", true)]
    [InlineData("::/0", "10.0.0.0/8", false)]
    [InlineData("fd00::/64", "fd00:0:0:0:1::/80", true)]
    [InlineData("fd00::/64", "fd00:0:0:1::/64", false)]
    public void Subnets_overlap_when_they_share_an_address(string left, string right, bool overlap)
    {
        Assert.True(Subnet.TryParse(left, out Subnet one));
        Assert.True(Subnet.TryParse(right, out Subnet other));
        Assert.Equal(overlap, one.Overlaps(other));
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("172.17.0.2")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("fd00:1:2:3:4:5:6:7")]
    [InlineData("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    public void An_address_is_a_number_and_back(string text)
    {
        IPAddress address = IPAddress.Parse(text);
        Assert.Equal(address, Subnet.Address(Subnet.Number(address), text.Contains(':', StringComparison.Ordinal)));
    }
}
