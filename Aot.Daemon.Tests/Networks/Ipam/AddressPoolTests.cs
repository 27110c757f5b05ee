using System.Net;
using Aot.Daemon.Networks.Ipam;
using Xunit;

namespace Aot.Daemon.Tests.Networks.Ipam;

public sealed class AddressPoolTests
{
    [Fact]
    public void Addresses_come_in_order_without_the_networks_own_and_the_broadcast()
    {
        AddressPool pool = Pool("10.0.0.0/29");
        Assert.Equal(["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", null, null], Enumerable.Range(0, 8).Select(_ => pool.Take()?.ToString()));
    }

    [Fact]
    public void An_address_given_back_is_not_the_next_one()
    {
        AddressPool pool = Pool("10.0.0.0/29");
        IPAddress first = pool.Take()!;
        pool.Return(first);
        Assert.Equal("10.0.0.2", pool.Take()!.ToString());
    }

    [Fact]
    public void When_all_others_were_given_out_it_is()
    {
        AddressPool pool = Pool("10.0.0.0/29");
        IPAddress first = pool.Take()!;
        pool.Return(first);
        for (int count = 0; count < 5; count++)
        {
            pool.Take();
        }

        Assert.Equal(first, pool.Take());
        Assert.Null(pool.Take());
    }

    [Theory]
    [InlineData("10.0.0.0/32")]
    [InlineData("10.0.0.0/31")]
    [InlineData("fd00::/128")]
    public void A_subnet_without_room_has_none(string subnet) => Assert.Null(Pool(subnet).Take());

    [Fact]
    public void A_range_is_what_addresses_are_given_out_of_and_others_can_be_asked_for()
    {
        AddressPool pool = Pool("10.0.0.0/16", "10.0.9.0/30");
        Assert.Equal(["10.0.9.0", "10.0.9.1", "10.0.9.2", "10.0.9.3", null], Enumerable.Range(0, 5).Select(_ => pool.Take()?.ToString()));
        Assert.True(pool.TryTake(IPAddress.Parse("10.0.1.1")));
        Assert.False(pool.TryTake(IPAddress.Parse("10.0.1.1")));
    }

    [Theory]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.255.255")]
    public void The_networks_own_address_and_the_broadcast_are_nobodys_whoever_gives_them_back(string address)
    {
        AddressPool pool = Pool("10.0.0.0/16");
        pool.Return(IPAddress.Parse(address));
        Assert.False(pool.TryTake(IPAddress.Parse(address)));
    }

    [Fact]
    public void The_last_address_of_all_is_no_end_of_the_world()
    {
        AddressPool pool = Pool("ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffc/126");
        Assert.Equal(3, Enumerable.Range(0, 9).Count(_ => pool.Take() is not null));
    }

    /// <summary>A pool and a set that does the same the slow way, through a long random life.</summary>
    [Theory]
    [InlineData("10.0.0.0/22", "10.0.0.0/22", 1)]
    [InlineData("10.0.0.0/20", "10.0.3.128/25", 2)]
    [InlineData("fd00::/64", "fd00::ffff:0/118", 3)]
    public void No_address_has_two_owners_and_none_is_lost(string subnet, string range, int seed)
    {
        var random = new Random(seed);
        AddressPool pool = Pool(subnet, range);
        Assert.True(Subnet.TryParse(range, out Subnet part));
        var owned = new List<IPAddress>();
        var known = new HashSet<IPAddress>();
        for (int step = 0; step < 20_000; step++)
        {
            if (random.Next(100) < 55)
            {
                IPAddress? taken = pool.Take();
                if (taken is null)
                {
                    // The range's own first and last may be nobody's.
                    Assert.InRange(known.Count(part.Contains), (int)part.Span - 1, (int)part.Span + 1);
                    continue;
                }

                Assert.True(known.Add(taken), $"{taken} has an owner");
                Assert.True(part.Contains(taken));
                owned.Add(taken);
            }
            else if (owned.Count > 0)
            {
                int index = random.Next(owned.Count);
                known.Remove(owned[index]);
                pool.Return(owned[index]);
                owned[index] = owned[^1];
                owned.RemoveAt(owned.Count - 1);
            }
        }
    }

    [Fact]
    public async Task Many_at_once_get_different_ones()
    {
        AddressPool pool = Pool("10.0.0.0/16");
        IPAddress[][] taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 1000).Select(_ => pool.Take()!).ToArray())));
        Assert.Equal(8000, taken.SelectMany(each => each).Distinct().Count());
    }

    private static AddressPool Pool(string subnet, string? range = null)
    {
        Assert.True(Subnet.TryParse(subnet, out Subnet whole));
        Assert.True(Subnet.TryParse(range ?? subnet, out Subnet part));
        return new AddressPool(whole, part);
    }
}
