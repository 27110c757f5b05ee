using System.Buffers.Binary;

namespace Aot.Daemon.Networks.Dns;

/// <summary>The outer form of messages (RFC 1035, 4.1). Nothing here trusts a byte, and what it does is bounded by the length of the message.</summary>
internal static class DnsMessage
{
    public const int HeaderSize = 12;

    /// <summary>Type and class behind a question's name.</summary>
    public const int QuestionTail = 4;

    /// <summary>What a client takes over UDP that does not say more (RFC 1035, 4.2.1).</summary>
    public const int PlainUdpSize = 512;

    /// <summary>What is offered and taken over UDP at most, whatever a client says: the usual limit of name servers.</summary>
    public const int MaximumUdpSize = 4096;

    public const ushort InternetClass = 1;

    // The flags in the header's second word.
    public const ushort Response = 0x8000;
    public const ushort OpcodeMask = 0x7800;
    public const ushort Truncated = 0x0200;
    public const ushort RecursionDesired = 0x0100;
    public const ushort RecursionAvailable = 0x0080;
    public const ushort CodeMask = 0x000F;

    public static ushort Id(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message);

    public static ushort Flags(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[2..]);

    public static ushort QuestionCount(ReadOnlySpan<byte> message) => BinaryPrimitives.ReadUInt16BigEndian(message[4..]);

    public static DnsCode Code(ReadOnlySpan<byte> message) => (DnsCode)(Flags(message) & CodeMask);

    public static void WriteId(Span<byte> message, ushort id) => BinaryPrimitives.WriteUInt16BigEndian(message, id);

    /// <summary>Where the only question ends; -1 when there is not exactly one, or it is malformed.</summary>
    public static int QuestionEnd(ReadOnlySpan<byte> message)
    {
        if (message.Length < HeaderSize || QuestionCount(message) != 1)
        {
            return -1;
        }

        int name = DnsName.Skip(message, HeaderSize);
        return name < 0 || message.Length - name < QuestionTail ? -1 : name + QuestionTail;
    }

    /// <summary>Goes through the records behind the question.</summary>
    /// <param name="options">Where the OPT record's name is; 0: there is none.</param>
    /// <returns>Whether they are well-formed, end with the message, and have at most one OPT.</returns>
    public static bool TryReadRecords(ReadOnlySpan<byte> message, int questionEnd, out int options)
    {
        options = 0;
        int count = BinaryPrimitives.ReadUInt16BigEndian(message[6..])
            + BinaryPrimitives.ReadUInt16BigEndian(message[8..])
            + BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        int offset = questionEnd;
        for (; count > 0; count--)
        {
            int fields = DnsName.Skip(message, offset);
            if (fields < 0 || message.Length - fields < 10)
            {
                return false;
            }

            if (BinaryPrimitives.ReadUInt16BigEndian(message[fields..]) == (ushort)DnsType.Options)
            {
                // Its name is the root (RFC 6891, 6.1.2).
                if (options != 0 || message[offset] != 0)
                {
                    return false;
                }

                options = offset;
            }

            offset = fields + 10 + BinaryPrimitives.ReadUInt16BigEndian(message[(fields + 8)..]);
            if (offset > message.Length)
            {
                return false;
            }
        }

        return offset == message.Length;
    }
}
