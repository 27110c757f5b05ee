using System.Buffers;
using System.Buffers.Binary;

namespace Aot.Daemon.Primitives.Journals;

/// <summary>
/// A record in a journal's file: its length (4 bytes, little-endian, never 0), the CRC-32C of length and payload (4 bytes, little-endian), the payload.
/// Neither zeros nor the rest of another record pass for one.
/// </summary>
internal static class JournalFrame
{
    public const int HeaderSize = 8;

    /// <summary>Of a payload, in bytes. A length beyond it is damage, not a reason to reserve memory.</summary>
    public const int MaxPayload = 1 << 20;

    private const int LengthSize = 4;

    public static void Write(IBufferWriter<byte> target, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = target.GetSpan(HeaderSize + payload.Length);
        BinaryPrimitives.WriteInt32LittleEndian(frame, payload.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[LengthSize..], Crc32C.Of(frame[..LengthSize], payload));
        payload.CopyTo(frame[HeaderSize..]);
        target.Advance(HeaderSize + payload.Length);
    }

    /// <summary>The payload's length as a header tells it; 0 when it cannot be one's.</summary>
    public static int PayloadLength(ReadOnlySpan<byte> header)
    {
        int length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length is > 0 and <= MaxPayload ? length : 0;
    }

    /// <summary>A whole frame has its checksum.</summary>
    public static bool IsSound(ReadOnlySpan<byte> frame) =>
        BinaryPrimitives.ReadUInt32LittleEndian(frame[LengthSize..]) == Crc32C.Of(frame[..LengthSize], frame[HeaderSize..]);
}
