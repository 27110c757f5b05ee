using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Ipam;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Ipam;

public sealed class MacAddressTests
{
    [Fact]
    public void It_is_of_the_IPv4_address() => Assert.Equal("02:42:ac:11:00:02", MacAddress.Format(MacAddress.Of(IPAddress.Parse("172.17.0.2"))));

    [Fact]
    public void Without_one_it_is_random_and_locally_administered()
    {
        Assert.StartsWith("02:42:", MacAddress.Format(MacAddress.Of(null)), StringComparison.Ordinal);
        Assert.NotEqual(MacAddress.Format(MacAddress.Of(null)), MacAddress.Format(MacAddress.Of(null)));
    }

    [Theory]
    [InlineData("02:42:ac:11:00:02", true)]
    [InlineData("02-42-AC-11-00-02", true)]
    [InlineData("01:00:5e:00:00:01", false)]
    [InlineData("02:42:ac:11:00", false)]
    [InlineData("02:42:ac:11:00:0g", false)]
    [InlineData("02:42:ac:11:00:02:03", false)]
    [InlineData("0242ac110002", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Six_pairs_are_one_and_a_groups_is_none(string? text, bool isOne)
    {
        Assert.Equal(isOne, MacAddress.TryParse(text, out ImmutableArray<byte> address));
        Assert.True(!isOne || MacAddress.Format(address) == text!.ToLowerInvariant().Replace('-', ':'));
    }
}
