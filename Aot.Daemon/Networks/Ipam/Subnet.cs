using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using Aot.Daemon.Registries;

namespace Aot.Daemon.Networks.Ipam;

/// <summary>A subnet of either family: its first address as a number, and the bits of its prefix.</summary>
/// <param name="First">The address whose bits beyond the prefix are clear.</param>
internal readonly record struct Subnet(UInt128 First, int PrefixLength, bool IsIPv6)
{
    /// <summary>Bits of an address of the family.</summary>
    public int Width => WidthOf(IsIPv6);

    public UInt128 Last => First | HostMask(PrefixLength, IsIPv6);

    /// <summary>Addresses in it, less one: the whole of IPv6 has one more than the type can say.</summary>
    public UInt128 Span => Last - First;

    /// <summary>`ADDRESS/BITS`; bits beyond the prefix are cleared.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Subnet subnet)
    {
        IPNetwork? network = IpSyntax.ParseNetwork(text);
        subnet = network is { } parsed ? Around(parsed.BaseAddress, parsed.PrefixLength) : default;
        return network is not null;
    }

    /// <summary>The subnet of a length that an address is in.</summary>
    public static Subnet Around(IPAddress address, int prefixLength) =>
        new(Number(address) & ~HostMask(prefixLength, IsV6(address)), prefixLength, IsV6(address));

    /// <summary>An address as people write it; `010.1` and the like are none.</summary>
    public static bool TryParseAddress([NotNullWhen(true)] string? text, [NotNullWhen(true)] out IPAddress? address)
    {
        address = IpSyntax.ParseAddress(text);
        return address is not null;
    }

    public static UInt128 Number(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int length);
        UInt128 number = 0;
        foreach (byte part in bytes[..length])
        {
            number = (number << 8) | part;
        }

        return number;
    }

    public static IPAddress Address(UInt128 number, bool isIPv6)
    {
        Span<byte> bytes = stackalloc byte[isIPv6 ? 16 : 4];
        for (int index = bytes.Length - 1; index >= 0; index--)
        {
            bytes[index] = (byte)number;
            number >>= 8;
        }

        return new IPAddress(bytes);
    }

    public bool Contains(IPAddress address) => IsV6(address) == IsIPv6 && Contains(Number(address));

    public bool Contains(UInt128 address) => address >= First && address <= Last;

    public bool Contains(Subnet other) => other.IsIPv6 == IsIPv6 && other.PrefixLength >= PrefixLength && Contains(other.First);

    public bool Overlaps(Subnet other) => Contains(other) || other.Contains(this);

    public override string ToString() => $"{Address(First, IsIPv6)}/{PrefixLength}";

    private static int WidthOf(bool isIPv6) => isIPv6 ? 128 : 32;

    private static bool IsV6(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6;

    private static UInt128 HostMask(int prefixLength, bool isIPv6)
    {
        int bits = WidthOf(isIPv6) - prefixLength;
        return bits == 128 ? UInt128.MaxValue : (UInt128.One << bits) - 1;
    }
}
