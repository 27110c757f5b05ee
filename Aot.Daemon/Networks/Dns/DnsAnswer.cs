using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Aot.Daemon.Networks.Dns;

/// <summary>Writes the answer to a query: its question, then records of its name. What does not fit is left out, and the answer says so (TC).</summary>
internal ref struct DnsAnswer
{
    /// <summary>Seconds that a client may keep a record, as dockerd tells it.</summary>
    private const uint TimeToLive = 600;

    // A pointer to the question's name.
    private const ushort QuestionName = 0xC000 | DnsMessage.HeaderSize;
    private const int RecordHeader = 12;
    private const int OptionsSize = 11;

    private readonly Span<byte> _output;
    private readonly bool _hasOptions;
    private int _length;
    private ushort _count;
    private bool _isTruncated;

    /// <param name="output">At least as long as the query, and <see cref="OptionsSize"/> more.</param>
    /// <param name="size">Bytes that the answer may have; an answer without records is sent even if it has more.</param>
    public DnsAnswer(in DnsQuery query, Span<byte> output, int size)
    {
        _length = query.QuestionEnd;
        _hasOptions = query.Options != 0;
        int reserved = _length + (_hasOptions ? OptionsSize : 0);
        _output = output[..Math.Clamp(size, reserved, output.Length)];
        query.Message[.._length].CopyTo(_output);
        ushort asked = DnsMessage.Flags(query.Message);
        BinaryPrimitives.WriteUInt16BigEndian(
            _output[2..],
            (ushort)(DnsMessage.Response | (asked & (DnsMessage.OpcodeMask | DnsMessage.RecursionDesired)) | DnsMessage.RecursionAvailable));
        _output[4..DnsMessage.HeaderSize].Clear();
        _output[5] = query.HasQuestion ? (byte)1 : (byte)0;
    }

    public void Add(IPAddress address)
    {
        bool isSix = address.AddressFamily == AddressFamily.InterNetworkV6;
        Span<byte> content = Append(isSix ? DnsType.Aaaa : DnsType.A, isSix ? 16 : 4);
        if (!content.IsEmpty)
        {
            address.TryWriteBytes(content, out _);
        }
    }

    /// <summary>A name that is none adds nothing.</summary>
    public void AddPointer(string name)
    {
        Span<byte> text = stackalloc byte[DnsName.MaximumLength];
        int length = DnsName.Write(name, text);
        Span<byte> content = length == 0 ? default : Append(DnsType.Pointer, length);
        if (!content.IsEmpty)
        {
            text[..length].CopyTo(content);
        }
    }

    /// <summary>The answer's length in bytes.</summary>
    public int Finish(DnsCode code)
    {
        ushort flags = (ushort)(DnsMessage.Flags(_output) | ((int)code & DnsMessage.CodeMask) | (_isTruncated ? DnsMessage.Truncated : 0));
        BinaryPrimitives.WriteUInt16BigEndian(_output[2..], flags);
        BinaryPrimitives.WriteUInt16BigEndian(_output[6..], _count);
        if (!_hasOptions)
        {
            return _length;
        }

        Span<byte> options = _output.Slice(_length, OptionsSize);
        options.Clear();
        options[2] = (byte)DnsType.Options;
        BinaryPrimitives.WriteUInt16BigEndian(options[3..], DnsMessage.MaximumUdpSize);
        options[5] = (byte)((int)code >> 4);
        _output[11] = 1;
        return _length + OptionsSize;
    }

    /// <summary>The place for a record's content; empty when it has none.</summary>
    private Span<byte> Append(DnsType type, int size)
    {
        if (_isTruncated || _length + RecordHeader + size + (_hasOptions ? OptionsSize : 0) > _output.Length)
        {
            _isTruncated = true;
            return default;
        }

        Span<byte> record = _output.Slice(_length, RecordHeader + size);
        BinaryPrimitives.WriteUInt16BigEndian(record, QuestionName);
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(record[4..], DnsMessage.InternetClass);
        BinaryPrimitives.WriteUInt32BigEndian(record[6..], TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], (ushort)size);
        _length += record.Length;
        _count++;
        return record[RecordHeader..];
    }
}
