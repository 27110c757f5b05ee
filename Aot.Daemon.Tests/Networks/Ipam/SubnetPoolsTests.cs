using Aot.Daemon.Networks.Ipam;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Ipam;

public sealed class SubnetPoolsTests
{
    [Fact]
    public void The_default_pools_are_dockerds()
    {
        List<Subnet> used = [];
        while (SubnetPools.Choose(SubnetPools.Default, isIPv6: false, used) is { } free)
        {
            used.Add(free);
        }

        string[] expected =
        [
            .. Enumerable.Range(17, 15).Select(number => $"172.{number}.0.0/16"),
            .. Enumerable.Range(0, 16).Select(number => $"192.168.{number * 16}.0/20"),
        ];
        Assert.Equal(expected, used.Select(subnet => subnet.ToString()));
    }

    [Theory]
    [InlineData("10.0.0.0/8", 24, new[] { "10.0.0.0/24", "10.0.1.128/25" }, "10.0.2.0/24")]
    [InlineData("10.0.0.0/8", 24, new[] { "10.0.0.0/9" }, "10.128.0.0/24")]
    [InlineData("10.0.0.0/8", 24, new[] { "10.0.0.0/8" }, null)]
    [InlineData("10.0.0.0/24", 24, new[] { "10.0.0.77/32" }, null)]
    [InlineData("10.0.0.0/24", 26, new[] { "10.0.0.0/26", "10.0.0.64/26", "10.0.0.192/26" }, "10.0.0.128/26")]
    [InlineData("255.255.255.0/24", 25, new[] { "255.255.255.0/25", "255.255.255.128/25" }, null)]
    public void What_is_in_the_way_is_passed_over(string pool, int size, string[] used, string? expected) =>
        Assert.Equal(expected, SubnetPools.Choose([new SubnetPool(Parse(pool), size)], isIPv6: false, [.. used.Select(Parse)])?.ToString());

    [Fact]
    public void A_large_pool_is_walked_by_what_is_in_the_way_and_not_by_its_subnets() =>
        Assert.Equal("fd00:0:8000::/64", SubnetPools.Choose([new SubnetPool(Parse("fd00::/16"), 64)], isIPv6: true, [Parse("fd00::/33")])?.ToString());

    [Fact]
    public void The_local_prefix_is_of_RFC_4193_and_the_hosts_own()
    {
        SubnetPool pool = SubnetPools.LocalOf("a");
        Assert.Equal((48, 64), (pool.Base.PrefixLength, pool.Size));
        Assert.StartsWith("fd", pool.Base.ToString(), StringComparison.Ordinal);
        Assert.Equal(pool, SubnetPools.LocalOf("a"));
        Assert.NotEqual(pool, SubnetPools.LocalOf("b"));
    }

    private static Subnet Parse(string text) => Subnet.TryParse(text, out Subnet subnet) ? subnet : throw new FormatException(text);
}
