using System.Buffers.Binary;

namespace Aot.Daemon.Networks.Dns;

/// <summary>A query as it was received; what it says is read where it stands.</summary>
internal readonly ref struct DnsQuery
{
    private DnsQuery(ReadOnlySpan<byte> message, int questionEnd, int options)
    {
        Message = message;
        QuestionEnd = questionEnd;
        Options = options;
    }

    public ReadOnlySpan<byte> Message { get; }

    /// <summary>Where the question ends; where the header does, when the question is malformed.</summary>
    public int QuestionEnd { get; }

    /// <summary>Where the OPT record is; 0: the client knows no EDNS.</summary>
    public int Options { get; }

    public bool HasQuestion => QuestionEnd > DnsMessage.HeaderSize;

    public DnsType Type => (DnsType)BinaryPrimitives.ReadUInt16BigEndian(Message[(QuestionEnd - 4)..]);

    public ushort Class => BinaryPrimitives.ReadUInt16BigEndian(Message[(QuestionEnd - 2)..]);

    /// <summary>Without a trailing dot; null when no name of ours can be like it.</summary>
    public string? Name => DnsName.Text(Message[DnsMessage.HeaderSize..(QuestionEnd - DnsMessage.QuestionTail)]);

    /// <summary>How long an answer over UDP may be, in bytes.</summary>
    public int UdpSize => Options == 0
        ? DnsMessage.PlainUdpSize
        : Math.Clamp((int)BinaryPrimitives.ReadUInt16BigEndian(Message[(Options + 3)..]), DnsMessage.PlainUdpSize, DnsMessage.MaximumUdpSize);

    public static DnsQueryForm Read(ReadOnlySpan<byte> message, out DnsQuery query)
    {
        query = default;
        if (message.Length < DnsMessage.HeaderSize || (DnsMessage.Flags(message) & DnsMessage.Response) != 0)
        {
            return DnsQueryForm.Silence;
        }

        query = new DnsQuery(message, DnsMessage.HeaderSize, 0);
        if ((DnsMessage.Flags(message) & DnsMessage.OpcodeMask) != 0)
        {
            return DnsQueryForm.OtherOperation;
        }

        int questionEnd = DnsMessage.QuestionEnd(message);
        if (questionEnd < 0 || !DnsMessage.TryReadRecords(message, questionEnd, out int options))
        {
            return DnsQueryForm.Malformed;
        }

        query = new DnsQuery(message, questionEnd, options);
        // The version is in the second byte of what is the TTL elsewhere (RFC 6891, 6.1.3).
        return options != 0 && message[options + 6] != 0 ? DnsQueryForm.OtherVersion : DnsQueryForm.Question;
    }
}
