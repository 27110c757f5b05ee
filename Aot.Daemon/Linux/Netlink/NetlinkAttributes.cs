using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>The attributes in a message or in a nest, one after the other. What does not fit its own lengths is an InvalidDataException.</summary>
internal ref struct NetlinkAttributes(ReadOnlySpan<byte> attributes)
{
    private ReadOnlySpan<byte> _rest = attributes;

    /// <summary>Without the flags that the number carries.</summary>
    public ushort Type { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>The attributes after a family's fixed header.</summary>
    public static NetlinkAttributes After(ReadOnlySpan<byte> payload, int headerBytes) =>
        payload.Length < headerBytes
            ? throw new InvalidDataException($"a netlink message has {payload.Length} bytes where {headerBytes} are its header")
            : new NetlinkAttributes(payload[headerBytes..]);

    public bool MoveNext()
    {
        if (_rest.IsEmpty)
        {
            return false;
        }

        int length = _rest.Length < NetlinkConstants.AttributeHeaderBytes ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(_rest);
        if (length < NetlinkConstants.AttributeHeaderBytes || length > _rest.Length)
        {
            throw new InvalidDataException($"a netlink attribute says {length} bytes where there are {_rest.Length}");
        }

        Type = (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(_rest[2..]) & NetlinkConstants.TypeMask);
        Value = _rest[NetlinkConstants.AttributeHeaderBytes..length];
        _rest = _rest[Math.Min(_rest.Length, NetlinkConstants.Align(length))..];
        return true;
    }

    /// <summary>A number in the host's byte order.</summary>
    public readonly uint Number() =>
        Value.Length >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Value) : throw Short();

    public readonly string Text()
    {
        int end = Value.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? Value : Value[..end]);
    }

    public readonly IPAddress Address() => Value.Length is 4 or 16 ? new IPAddress(Value) : throw Short();

    private readonly InvalidDataException Short() => new($"the netlink attribute {Type} has {Value.Length} bytes");
}
