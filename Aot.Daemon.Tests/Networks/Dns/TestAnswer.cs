using System.Buffers.Binary;
using System.Net;
using System.Text;
using Aot.Daemon.Networks.Dns;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>An answer as a client reads it, with a reader that has nothing in common with the one under test.</summary>
internal sealed class TestAnswer
{
    private readonly byte[] _message;
    private int _offset = 12;

    private TestAnswer(byte[] message) => _message = message;

    public ushort Id => Number(0);

    public DnsCode Code => (DnsCode)(Number(2) & 0xF);

    public bool IsAnswer => (Number(2) & 0x8000) != 0;

    public bool IsTruncated => (Number(2) & 0x200) != 0;

    public bool HasOptions => Number(10) == 1;

    public int Length => _message.Length;

    /// <summary>Names without their last dot.</summary>
    public List<string> Records { get; } = [];

    public List<uint> TimesToLive { get; } = [];

    public static TestAnswer Read(ReadOnlySpan<byte> message)
    {
        TestAnswer answer = new(message.ToArray());
        for (int i = 0; i < answer.Number(4); i++)
        {
            answer.Name();
            answer._offset += 4;
        }

        for (int i = 0; i < answer.Number(6); i++)
        {
            answer.Record();
        }

        return answer;
    }

    private ushort Number(int offset) => BinaryPrimitives.ReadUInt16BigEndian(_message.AsSpan(offset));

    private void Record()
    {
        Name();
        DnsType type = (DnsType)Number(_offset);
        TimesToLive.Add(BinaryPrimitives.ReadUInt32BigEndian(_message.AsSpan(_offset + 4)));
        int length = Number(_offset + 8);
        _offset += 10;
        if (type is DnsType.A or DnsType.Aaaa)
        {
            Records.Add(new IPAddress(_message.AsSpan(_offset, length)).ToString());
            _offset += length;
        }
        else
        {
            Records.Add(Name());
        }
    }

    private string Name()
    {
        StringBuilder name = new();
        int after = 0;
        for (int offset = _offset; ;)
        {
            int label = _message[offset];
            if (label >= 0xC0)
            {
                after = after == 0 ? offset + 2 : after;
                offset = ((label & 0x3F) << 8) | _message[offset + 1];
                continue;
            }

            offset += 1;
            if (label == 0)
            {
                _offset = after == 0 ? offset : after;
                return name.ToString().TrimEnd('.');
            }

            name.Append(Encoding.Latin1.GetString(_message, offset, label)).Append('.');
            offset += label;
        }
    }
}
