using System.Globalization;
using System.Net;

namespace Aot.Daemon.Networks.Dns;

/// <summary>Names that stand for addresses: in-addr.arpa (RFC 1035, 3.5) and ip6.arpa (RFC 3596, 2.5).</summary>
internal static class ReverseName
{
    private const string Four = ".in-addr.arpa";
    private const string Six = ".ip6.arpa";

    /// <summary>The address of a whole reverse name; null for any other.</summary>
    public static IPAddress? Address(ReadOnlySpan<char> name)
    {
        if (name.EndsWith(Four, StringComparison.OrdinalIgnoreCase))
        {
            return AddressFour(name[..^Four.Length]);
        }

        return name.EndsWith(Six, StringComparison.OrdinalIgnoreCase) ? AddressSix(name[..^Six.Length]) : null;
    }

    private static IPAddress? AddressFour(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[4];
        int left = bytes.Length;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> number = text[range];
            if (left == 0 || number.Length is 0 or > 3 || !byte.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out bytes[left - 1]))
            {
                return null;
            }

            left--;
        }

        return left == 0 ? new IPAddress(bytes) : null;
    }

    // A nibble a label, the last first.
    private static IPAddress? AddressSix(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (text.Length != (bytes.Length * 4) - 1)
        {
            return null;
        }

        for (int nibble = 0; nibble < bytes.Length * 2; nibble++)
        {
            char digit = text[nibble * 2];
            if (!char.IsAsciiHexDigit(digit) || (nibble > 0 && text[(nibble * 2) - 1] != '.'))
            {
                return null;
            }

            int value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
            bytes[15 - (nibble / 2)] |= (byte)(value << (nibble % 2 * 4));
        }

        return new IPAddress(bytes);
    }
}
