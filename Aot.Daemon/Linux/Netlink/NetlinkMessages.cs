using System.Buffers.Binary;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>The messages in a received datagram, one after the other. What does not fit its own lengths is an InvalidDataException.</summary>
internal ref struct NetlinkMessages(ReadOnlySpan<byte> datagram)
{
    private ReadOnlySpan<byte> _rest = datagram;

    public ushort Type { get; private set; }

    public ushort Flags { get; private set; }

    public uint Sequence { get; private set; }

    /// <summary>What follows the header: the family's own one, and attributes.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        if (_rest.Length < NetlinkConstants.HeaderBytes)
        {
            throw new InvalidDataException("a netlink message is shorter than its header");
        }

        uint length = BinaryPrimitives.ReadUInt32LittleEndian(_rest);
        if (length < NetlinkConstants.HeaderBytes || length > _rest.Length)
        {
            throw new InvalidDataException($"a netlink message says {length} bytes where there are {_rest.Length}");
        }

        Type = BinaryPrimitives.ReadUInt16LittleEndian(_rest[4..]);
        Flags = BinaryPrimitives.ReadUInt16LittleEndian(_rest[6..]);
        Sequence = BinaryPrimitives.ReadUInt32LittleEndian(_rest[8..]);
        Payload = _rest[NetlinkConstants.HeaderBytes..(int)length];
        _rest = _rest[Math.Min(_rest.Length, NetlinkConstants.Align((int)length))..];
        return true;
    }
}
