using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Aot.Daemon.Linux.Netlink;

/// <summary>
/// Netlink messages written one after the other into a pooled buffer, to be sent as one batch. A message is begun with its family's header,
/// gets its attributes, and ends where the next begins. Each carries words for what it does, for the error that it may meet. Not thread-safe.
/// </summary>
internal sealed class NetlinkWriter(int capacity = 2048) : IDisposable
{
    private const int LengthOffset = 0;
    private const int SequenceOffset = 8;

    private readonly List<(string Action, string Subject)> _words = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(capacity);
    private int _length;
    private int _message = -1;

    /// <summary>Messages written.</summary>
    public int Count => _words.Count;

    public int Length => _length;

    /// <summary>Begins a message; the one before is complete.</summary>
    /// <param name="flags">NLM_F_*; that it is a request is added.</param>
    /// <param name="header">The family's fixed header, e.g. struct ifinfomsg.</param>
    /// <param name="action">For an error: `create the veth`.</param>
    public void Begin<T>(ushort type, int flags, in T header, string action, string subject)
        where T : unmanaged
    {
        _message = _length;
        Span<byte> start = Grow(NetlinkConstants.HeaderBytes);
        start.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(start[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(start[6..], (ushort)(flags | NetlinkConstants.Request));
        _words.Add((action, subject));
        Append(header);
    }

    /// <summary>Has the message that is being written acknowledged.</summary>
    public void Acknowledge()
    {
        Span<byte> flags = _bytes.AsSpan(_message + 6);
        BinaryPrimitives.WriteUInt16LittleEndian(flags, (ushort)(BinaryPrimitives.ReadUInt16LittleEndian(flags) | NetlinkConstants.Acknowledge));
    }

    /// <summary>A fixed structure within an attribute or message.</summary>
    public void Append<T>(in T value)
        where T : unmanaged
    {
        Span<byte> space = Grow(NetlinkConstants.Align(Unsafe.SizeOf<T>()));
        space.Clear();
        MemoryMarshal.Write(space, in value);
    }

    public void Attribute(ushort type, ReadOnlySpan<byte> value)
    {
        int length = NetlinkConstants.AttributeHeaderBytes + value.Length;
        Span<byte> space = Grow(NetlinkConstants.Align(length));
        BinaryPrimitives.WriteUInt16LittleEndian(space, checked((ushort)length));
        BinaryPrimitives.WriteUInt16LittleEndian(space[2..], type);
        value.CopyTo(space[4..]);
        space[length..].Clear();
    }

    public void Attribute(ushort type, byte value) => Attribute(type, [value]);

    /// <summary>In the host's byte order.</summary>
    public void Attribute(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        Attribute(type, bytes);
    }

    /// <summary>In network byte order, as netfilter has its numbers.</summary>
    public void NetworkOrder(ushort type, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        Attribute(type, bytes);
    }

    /// <summary>A text and its closing NUL.</summary>
    public void Attribute(ushort type, string text)
    {
        int length = Encoding.UTF8.GetByteCount(text) + 1;
        Span<byte> bytes = length <= 256 ? stackalloc byte[length] : new byte[length];
        Encoding.UTF8.GetBytes(text, bytes);
        bytes[^1] = 0;
        Attribute(type, bytes);
    }

    public void Attribute(ushort type, IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int count);
        Attribute(type, bytes[..count]);
    }

    /// <summary>Begins an attribute that holds attributes; what is returned closes it.</summary>
    public int OpenNest(ushort type)
    {
        int nest = _length;
        Span<byte> space = Grow(NetlinkConstants.AttributeHeaderBytes);
        space.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(space[2..], (ushort)(type | NetlinkConstants.Nested));
        return nest;
    }

    public void CloseNest(int nest) =>
        BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(nest), checked((ushort)(_length - nest)));

    /// <summary>What the message at an index does: `create the veth veth1`.</summary>
    public string Words(int index) => $"{_words[index].Action} {_words[index].Subject}".TrimEnd();

    /// <summary>The batch, complete: every message has its length and a sequence number counted from the one given.</summary>
    public ReadOnlySpan<byte> Finish(uint firstSequence)
    {
        int offset = 0;
        for (uint i = 0; i < Count; i++)
        {
            Span<byte> message = _bytes.AsSpan(offset, _length - offset);
            int length = Measured(message);
            BinaryPrimitives.WriteUInt32LittleEndian(message[SequenceOffset..], firstSequence + i);
            offset += length;
        }

        Debug.Assert(offset == _length, "messages fill the buffer");
        return _bytes.AsSpan(0, _length);
    }

    public void Dispose()
    {
        byte[] bytes = _bytes;
        _bytes = [];
        _length = 0;
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private static int Measured(ReadOnlySpan<byte> message) => (int)BinaryPrimitives.ReadUInt32LittleEndian(message[LengthOffset..]);

    /// <summary>More room at the end, as part of the message that is being written.</summary>
    private Span<byte> Grow(int count)
    {
        if (_bytes.Length - _length < count)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_bytes.Length * 2, checked(_length + count)));
            _bytes.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        Span<byte> space = _bytes.AsSpan(_length, count);
        _length += count;
        if (_length - _message > NetlinkConstants.HeaderBytes)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_bytes.AsSpan(_message), (uint)(_length - _message));
        }

        return space;
    }
}
