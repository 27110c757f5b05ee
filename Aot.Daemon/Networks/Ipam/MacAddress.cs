using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Aot.Daemon.Networks.Ipam;

/// <summary>The hardware addresses of containers.</summary>
internal static class MacAddress
{
    private const int Length = 6;

    /// <summary>As dockerd: 02:42 (locally administered) and the IPv4 address, so that a neighbour's cached entry stays true; random without one.</summary>
    public static ImmutableArray<byte> Of(IPAddress? address)
    {
        var bytes = new byte[Length];
        bytes[0] = 0x02;
        bytes[1] = 0x42;
        if (address is not { AddressFamily: AddressFamily.InterNetwork } || !address.TryWriteBytes(bytes.AsSpan(2), out _))
        {
            RandomNumberGenerator.Fill(bytes.AsSpan(2));
        }

        return ImmutableArray.Create(bytes);
    }

    public static string Format(ImmutableArray<byte> address) => string.Create(
        CultureInfo.InvariantCulture, $"{address[0]:x2}:{address[1]:x2}:{address[2]:x2}:{address[3]:x2}:{address[4]:x2}:{address[5]:x2}");

    /// <summary>Six pairs of hexadecimal digits with colons or dashes between; not a group address, which no link can have.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ImmutableArray<byte> address)
    {
        address = default;
        if (text is not { Length: (Length * 3) - 1 })
        {
            return false;
        }

        var bytes = new byte[Length];
        for (int index = 0; index < Length; index++)
        {
            ReadOnlySpan<char> part = text.AsSpan(index * 3, 2);
            if (!byte.TryParse(part, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out bytes[index])
                || (index < Length - 1 && text[(index * 3) + 2] is not (':' or '-')))
            {
                return false;
            }
        }

        address = ImmutableArray.Create(bytes);
        return (bytes[0] & 1) == 0;
    }
}
