using System.Buffers.Binary;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Networks.Dns;

/// <summary>One transaction of nf_tables over nfnetlink, in the network namespace of the calling thread.</summary>
internal ref struct NetfilterBatch
{
    public const ushort NewTable = 0;
    public const ushort DeleteTable = 2;
    public const ushort NewChain = 3;
    public const ushort NewRule = 6;

    private const ushort NetlinkFamily = 16;
    private const int RawSocket = 3;
    private const int NetfilterProtocol = 12;
    private const ushort Subsystem = 10;
    private const ushort Begin = 0x10;
    private const ushort End = 0x11;
    private const byte AnyFamily = 0;
    private const byte IpFamily = 2;
    private const ushort Request = 1;
    private const ushort Acknowledge = 4;
    private const ushort Exclusive = 0x200;
    private const ushort Create = 0x400;
    private const ushort Append = 0x800;
    private const ushort Nested = 0x8000;
    private const ushort ErrorMessage = 2;
    private const int MessageHeader = 16;

    private readonly Span<byte> _buffer;
    private int _length;
    private int _message;

    public NetfilterBatch(Span<byte> buffer)
    {
        _buffer = buffer;
        Start(Begin, Request, AnyFamily, Subsystem);
    }

    /// <summary>A message; its attributes follow.</summary>
    /// <param name="isExclusive">What is there already is an error.</param>
    public void Message(ushort operation, bool isExclusive = false) => Start(
        (ushort)((Subsystem << 8) | operation),
        Request | Acknowledge | (operation == DeleteTable ? 0 : Create | Append) | (isExclusive ? Exclusive : 0),
        IpFamily,
        0);

    public void Text(ushort attribute, scoped ReadOnlySpan<byte> text)
    {
        Span<byte> place = Attribute(attribute, text.Length + 1);
        text.CopyTo(place);
        place[text.Length] = 0;
    }

    public void Number(ushort attribute, uint value) => BinaryPrimitives.WriteUInt32BigEndian(Attribute(attribute, 4), value);

    public void Bytes(ushort attribute, scoped ReadOnlySpan<byte> bytes) => bytes.CopyTo(Attribute(attribute, bytes.Length));

    /// <summary>Opens an attribute of attributes, which <see cref="CloseNested"/> takes.</summary>
    public int OpenNested(ushort attribute)
    {
        int start = _length;
        Attribute((ushort)(attribute | Nested), 0);
        return start;
    }

    public readonly void CloseNested(int start) => BinaryPrimitives.WriteUInt16LittleEndian(_buffer[start..], (ushort)(_length - start));

    /// <summary>Commits all of it or nothing; an IOException, its HResult the errno, says what the kernel did not like.</summary>
    public unsafe void Commit()
    {
        Start(End, Request, AnyFamily, Subsystem);
        FinishMessage();
        using SafeFileHandle socket = SocketCreate.Call(NetlinkFamily, RawSocket | SocketConstants.CloseOnExec, NetfilterProtocol);
        if (socket.IsInvalid)
        {
            throw Errno.Exception("socket of nfnetlink");
        }

        // To the kernel: the address is all zeros but the family.
        byte* kernel = stackalloc byte[12];
        new Span<byte>(kernel, 12).Clear();
        *(ushort*)kernel = NetlinkFamily;
        fixed (byte* bytes = _buffer)
        {
            SocketVector vector = new() { Base = bytes, Length = (nuint)_length };
            SocketMessage message = new() { Name = (nint)kernel, NameLength = 12, Vectors = &vector, VectorCount = 1 };
            if (SocketSend.Call(socket, &message, 0) < 0)
            {
                throw Errno.Exception("nftables");
            }
        }

        ReadAnswers(socket);
    }

    /// <summary>The kernel has answered every message when the send returns.</summary>
    private static void ReadAnswers(SafeFileHandle socket)
    {
        Span<byte> buffer = stackalloc byte[4096];
        bool wasAnswered = false;
        int count;
        while ((count = UnixSocket.Receive(socket, buffer, out _, wait: false)) > 0)
        {
            ReadOnlySpan<byte> rest = buffer[..count];
            while (rest.Length >= MessageHeader + 4)
            {
                int length = BinaryPrimitives.ReadInt32LittleEndian(rest);
                int error = BinaryPrimitives.ReadInt32LittleEndian(rest[MessageHeader..]);
                if (BinaryPrimitives.ReadUInt16LittleEndian(rest[4..]) == ErrorMessage && error != 0)
                {
                    throw Errno.Exception("nftables", -error);
                }

                wasAnswered = true;
                rest = rest[Math.Clamp((length + 3) & ~3, MessageHeader, rest.Length)..];
            }
        }

        if (!wasAnswered)
        {
            throw Errno.Exception("nftables", count < 0 ? -count : Errno.EIO);
        }
    }

    private void Start(ushort type, int flags, byte family, ushort resource)
    {
        FinishMessage();
        _message = _length;
        Span<byte> header = _buffer.Slice(_length, MessageHeader + 4);
        header.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(header[4..], type);
        BinaryPrimitives.WriteUInt16LittleEndian(header[6..], (ushort)flags);
        header[MessageHeader] = family;
        BinaryPrimitives.WriteUInt16BigEndian(header[(MessageHeader + 2)..], resource);
        _length += header.Length;
    }

    private readonly void FinishMessage() => BinaryPrimitives.WriteInt32LittleEndian(_buffer[_message..], _length - _message);

    /// <summary>The place of an attribute's content; padded to four bytes.</summary>
    private Span<byte> Attribute(ushort attribute, int size)
    {
        int padded = (size + 3) & ~3;
        Span<byte> place = _buffer.Slice(_length, 4 + padded);
        place.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(place, (ushort)(4 + size));
        BinaryPrimitives.WriteUInt16LittleEndian(place[2..], attribute);
        _length += place.Length;
        return place.Slice(4, size);
    }
}
