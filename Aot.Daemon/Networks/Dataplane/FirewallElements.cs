using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Aot.Daemon.Linux.Nftables;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>Networks and published ports as elements of the table's sets: added or taken out, as a part of a batch.</summary>
internal static class FirewallElements
{
    public static void Write(NftBatch batch, BridgeSettings network, bool add)
    {
        Span<byte> names = stackalloc byte[2 * NftConstants.InterfaceNameBytes];
        names.Clear();
        Encoding.UTF8.GetBytes(network.InterfaceName, names);
        Encoding.UTF8.GetBytes(network.InterfaceName, names[NftConstants.InterfaceNameBytes..]);
        ReadOnlySpan<byte> name = names[..NftConstants.InterfaceNameBytes];
        Link(batch, FirewallTable.Bridges, name, add);
        if (network.IsInternal)
        {
            Link(batch, FirewallTable.Internal, name, add);
        }

        if (network.AllowsInterContainer)
        {
            Link(batch, FirewallTable.Within, names, add);
        }

        foreach (InterfaceAddress address in network.Addresses)
        {
            Subnet(batch, address, network.Masquerades && !network.IsInternal, add);
        }
    }

    /// <summary>All forwards of one map, in a message of their own (more, where they are many).</summary>
    public static void Write<T>(NftBatch batch, FirewallFamily family, bool exact, T forwards, bool add)
        where T : IEnumerable<PortForward>
    {
        string set = (exact ? family.ForwardsAt : family.Forwards).Name;
        using NftElements elements = add ? batch.AddElements(set) : batch.RemoveElements(set);
        Span<byte> key = stackalloc byte[24];
        Span<byte> value = stackalloc byte[20];
        foreach (PortForward forward in forwards)
        {
            if (Family(forward.HostAddress) == family && IsExact(forward) == exact)
            {
                key.Clear();
                value.Clear();
                int length = 0;
                if (exact)
                {
                    forward.HostAddress.TryWriteBytes(key, out length);
                }

                key[length] = forward.Protocol;
                BinaryPrimitives.WriteUInt16BigEndian(key[(length + 4)..], forward.HostPort);
                forward.ContainerAddress.TryWriteBytes(value, out int address);
                BinaryPrimitives.WriteUInt16BigEndian(value[address..], forward.ContainerPort);
                elements.Add(key[..(length + 8)], value[..(address + 4)]);
            }
        }
    }

    /// <summary>All forwards of all maps.</summary>
    public static void Write<T>(NftBatch batch, T forwards, bool add)
        where T : IEnumerable<PortForward>
    {
        Write(batch, FirewallTable.Ipv4, exact: false, forwards, add);
        Write(batch, FirewallTable.Ipv4, exact: true, forwards, add);
        Write(batch, FirewallTable.Ipv6, exact: false, forwards, add);
        Write(batch, FirewallTable.Ipv6, exact: true, forwards, add);
    }

    private static FirewallFamily Family(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetworkV6 ? FirewallTable.Ipv6 : FirewallTable.Ipv4;

    private static bool IsExact(PortForward forward) => !forward.HostAddress.Equals(IPAddress.Any) && !forward.HostAddress.Equals(IPAddress.IPv6Any);

    private static void Link(NftBatch batch, NftSet set, ReadOnlySpan<byte> key, bool add)
    {
        using NftElements elements = add ? batch.AddElements(set.Name) : batch.RemoveElements(set.Name);
        elements.Add(key);
    }

    private static void Subnet(NftBatch batch, InterfaceAddress address, bool masquerades, bool add)
    {
        FirewallFamily family = Family(address.Address);
        Span<byte> first = stackalloc byte[family.AddressBytes];
        Span<byte> end = stackalloc byte[family.AddressBytes];
        address.Address.TryWriteBytes(first, out _);
        bool wraps = Range(first, address.PrefixLength, end);
        Range(batch, family.Subnets, first, wraps ? [] : end, add);
        if (masquerades)
        {
            Range(batch, family.Masqueraded, first, wraps ? [] : end, add);
        }
    }

    private static void Range(NftBatch batch, NftSet set, ReadOnlySpan<byte> first, ReadOnlySpan<byte> end, bool add)
    {
        using NftElements elements = add ? batch.AddElements(set.Name) : batch.RemoveElements(set.Name);
        elements.AddRange(first, end);
    }

    /// <summary>Makes an address the first of its subnet, and writes the one behind the last; true when there is none behind it.</summary>
    internal static bool Range(Span<byte> first, int prefixLength, Span<byte> end)
    {
        for (int bit = prefixLength; bit < first.Length * 8; bit++)
        {
            first[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        first.CopyTo(end);
        if (prefixLength == 0)
        {
            return true;
        }

        int step = 0x80 >> ((prefixLength - 1) % 8);
        for (int i = (prefixLength - 1) / 8; i >= 0; i--, step = 1)
        {
            int sum = end[i] + step;
            end[i] = (byte)sum;
            if (sum <= 0xff)
            {
                return false;
            }
        }

        return true;
    }
}
