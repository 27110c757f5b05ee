using System.Buffers.Binary;

namespace Aot.Daemon.Networks.Dns;

/// <summary>What another server replied.</summary>
internal static class DnsReply
{
    /// <summary>Whether it is an answer to the query: its id and operation, the same question, and well-formed as far as it must be to be handed on.</summary>
    public static bool Answers(ReadOnlySpan<byte> reply, ReadOnlySpan<byte> query)
    {
        if (reply.Length < DnsMessage.HeaderSize || DnsMessage.Id(reply) != DnsMessage.Id(query))
        {
            return false;
        }

        ushort flags = DnsMessage.Flags(reply);
        if ((flags & DnsMessage.Response) == 0 || (flags & DnsMessage.OpcodeMask) != 0)
        {
            return false;
        }

        // A server that cannot read the query may send an error without the question.
        if (DnsMessage.QuestionCount(reply) == 0)
        {
            return DnsMessage.Code(reply) is not (DnsCode.NoError or DnsCode.NameError) && reply.Length == DnsMessage.HeaderSize;
        }

        int end = DnsMessage.QuestionEnd(reply);
        int name = DnsMessage.QuestionEnd(query) - DnsMessage.QuestionTail;
        if (end != name + DnsMessage.QuestionTail
            || !DnsName.AreEqual(reply[DnsMessage.HeaderSize..name], query[DnsMessage.HeaderSize..name])
            || !reply[name..end].SequenceEqual(query[name..end]))
        {
            return false;
        }

        // A truncated one may be cut anywhere; the client asks again over TCP.
        return (flags & DnsMessage.Truncated) != 0 || DnsMessage.TryReadRecords(reply, end, out _);
    }

    /// <summary>The server could or would not answer: another may.</summary>
    public static bool IsFailure(ReadOnlySpan<byte> reply) => DnsMessage.Code(reply) is DnsCode.ServerFailure or DnsCode.Refused;

    /// <summary>Makes of a reply longer than its client takes one that says so: the header and the question.</summary>
    /// <returns>The reply's length.</returns>
    public static int Truncate(Span<byte> reply)
    {
        BinaryPrimitives.WriteUInt16BigEndian(reply[2..], (ushort)(DnsMessage.Flags(reply) | DnsMessage.Truncated));
        reply[6..DnsMessage.HeaderSize].Clear();
        return DnsMessage.QuestionEnd(reply);
    }
}
