using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Aot.Daemon.Registries;

/// <summary>
/// Addresses and networks as people write them. Stricter than IPAddress.Parse, to which `1`, `0x7f.1` and `010.0.0.1` are addresses too.
/// IPv4 addresses mapped into IPv6 count as what they stand for.
/// </summary>
internal static class IpSyntax
{
    private const int Ipv4MappedPrefix = 96;

    /// <summary>Four decimal numbers, or IPv6 without brackets and zone; null for anything else.</summary>
    public static IPAddress? ParseAddress(ReadOnlySpan<char> text)
    {
        if (!IPAddress.TryParse(text, out IPAddress? address))
        {
            return null;
        }

        bool isStrict = address.AddressFamily == AddressFamily.InterNetwork
            ? text.SequenceEqual(address.ToString())
            : !text.ContainsAny('[', ']', '%');
        return !isStrict ? null : Plain(address);
    }

    /// <summary>`ADDRESS/BITS`, with the bits beyond the prefix cleared as dockerd does; null for anything else.</summary>
    public static IPNetwork? ParseNetwork(ReadOnlySpan<char> text)
    {
        int slash = text.IndexOf('/');
        if (slash < 0
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int prefix)
            || ParseAddress(text[..slash]) is not { } address)
        {
            return null;
        }

        byte[] bytes = address.GetAddressBytes();
        bool isMapped = address.AddressFamily == AddressFamily.InterNetwork && text[..slash].Contains(':');
        if (isMapped)
        {
            prefix -= Ipv4MappedPrefix;
        }

        if (prefix < 0 || prefix > bytes.Length * 8)
        {
            return null;
        }

        for (int bit = prefix; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPNetwork(new IPAddress(bytes), prefix);
    }

    /// <summary>The IPv4 address that an IPv6 one stands for, else the address itself.</summary>
    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
