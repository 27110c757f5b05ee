using System.Net;
using Aot.Daemon.Networks.Ipam;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Networks;

/// <summary>A network's addresses of one family.</summary>
/// <param name="Gateway">The bridge's own address.</param>
/// <param name="Router">Where the containers' default route goes.</param>
internal sealed record NetworkAddresses(AddressPool Pool, IPAddress Gateway, IPAddress Router)
{
    /// <summary>Fails as Invalid when the subnet makes no sense.</summary>
    public static NetworkAddresses Of(NetworkSubnet stored)
    {
        if (!Subnet.TryParse(stored.Subnet, out Subnet subnet))
        {
            throw DaemonException.Invalid($"Invalid subnet {stored.Subnet} : invalid CIDR address: {stored.Subnet}");
        }

        Subnet range = subnet;
        if (stored.Range.Length > 0 && (!Subnet.TryParse(stored.Range, out range) || !subnet.Contains(range)))
        {
            throw DaemonException.Invalid($"invalid range {stored.Range} of subnet {subnet}");
        }

        var pool = new AddressPool(subnet, range);
        IPAddress gateway = Reserve(pool, stored.Gateway);
        foreach (string reserved in stored.Reserved)
        {
            Reserve(pool, reserved);
        }

        return new NetworkAddresses(pool, gateway, stored.Router.Length > 0 ? Reserve(pool, stored.Router) : gateway);
    }

    private static IPAddress Reserve(AddressPool pool, string text)
    {
        if (!Subnet.TryParseAddress(text, out IPAddress? address) || !pool.Subnet.Contains(address))
        {
            throw DaemonException.Invalid($"\"{text}\" is no address of {pool.Subnet}");
        }

        pool.TryTake(address);
        return address;
    }
}
