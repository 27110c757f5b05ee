using System.Text;

namespace Aot.Daemon.Networks.Dns;

/// <summary>Names in messages (RFC 1035, 3.1 and 4.1.4).</summary>
internal static class DnsName
{
    /// <summary>Bytes, with the lengths of the labels and the root's.</summary>
    public const int MaximumLength = 255;

    public const int MaximumLabel = 63;

    private const int Pointer = 0xC0;

    /// <summary>Checks the name at an offset, compressed or not. A pointer must lead to before the place that it was reached from, so none loops, and there
    /// are no more of them than a name has labels.</summary>
    /// <returns>Where the name ends in the message, or -1 when it is malformed.</returns>
    public static int Skip(ReadOnlySpan<byte> message, int offset)
    {
        int end = -1;
        int length = 0;
        int jumps = 0;
        int start = offset;
        while ((uint)offset < (uint)message.Length)
        {
            int label = message[offset];
            if (label >= Pointer)
            {
                if (offset + 1 >= message.Length || ++jumps > MaximumLength / 2)
                {
                    return -1;
                }

                end = end < 0 ? offset + 2 : end;
                offset = ((label & ~Pointer) << 8) | message[offset + 1];
                if (offset >= start || offset < DnsMessage.HeaderSize)
                {
                    return -1;
                }

                start = offset;
                continue;
            }

            length += 1 + label;
            offset += 1 + label;
            if (label > MaximumLabel || length > MaximumLength || offset > message.Length)
            {
                return -1;
            }

            if (label == 0)
            {
                return end < 0 ? offset : end;
            }
        }

        return -1;
    }

    /// <summary>The text of a checked, uncompressed name, without the trailing dot; empty for the root. Null when it has a byte that no name of ours has: beyond
    /// ASCII, a control character, a space, or a dot inside a label.</summary>
    public static string? Text(ReadOnlySpan<byte> name)
    {
        Span<byte> text = stackalloc byte[MaximumLength];
        int length = 0;
        for (int label = name[0]; label != 0; label = name[0])
        {
            if (length > 0)
            {
                text[length++] = (byte)'.';
            }

            ReadOnlySpan<byte> bytes = name.Slice(1, label);
            if (bytes.ContainsAnyExceptInRange((byte)'!', (byte)'~') || bytes.Contains((byte)'.'))
            {
                return null;
            }

            bytes.CopyTo(text[length..]);
            length += label;
            name = name[(1 + label)..];
        }

        return Encoding.ASCII.GetString(text[..length]);
    }

    /// <summary>Writes a name of ASCII, without compression.</summary>
    /// <returns>Its length in bytes; 0 when the text is no name or does not fit.</returns>
    public static int Write(ReadOnlySpan<char> text, Span<byte> output)
    {
        text = text.TrimEnd('.');
        if (text.Length + 2 > Math.Min(output.Length, MaximumLength))
        {
            return 0;
        }

        int length = 0;
        foreach (Range range in text.Split('.'))
        {
            ReadOnlySpan<char> label = text[range];
            if (label.Length is 0 or > MaximumLabel || !Ascii.IsValid(label))
            {
                return 0;
            }

            output[length++] = (byte)label.Length;
            length += Encoding.ASCII.GetBytes(label, output[length..]);
        }

        output[length++] = 0;
        return length;
    }

    /// <summary>Whether two uncompressed names are the same without regard to the case of ASCII letters.</summary>
    public static bool AreEqual(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        if (left.Length != right.Length)
        {
            return false;
        }

        for (int i = 0; i < left.Length; i++)
        {
            if (Lower(left[i]) != Lower(right[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static byte Lower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;
}
