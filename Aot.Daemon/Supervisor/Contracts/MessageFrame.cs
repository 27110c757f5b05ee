using System.Buffers.Binary;

namespace Aot.Daemon.Supervisor.Contracts;

/// <summary>The framing of messages on the supervisor's socket: a 4-byte little-endian length, then that many bytes of JSON.</summary>
internal static class MessageFrame
{
    public const int HeaderSize = 4;

    /// <summary>Longer messages are malformed. The largest honest one is a Hello's reply: some 300 bytes a process.</summary>
    public const int MaximumSize = 16 * 1024 * 1024;

    /// <summary>The whole frame for a message.</summary>
    public static byte[] Write(ReadOnlySpan<byte> json)
    {
        byte[] frame = new byte[HeaderSize + json.Length];
        BinaryPrimitives.WriteInt32LittleEndian(frame, json.Length);
        json.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    /// <summary>The length of the message that a header announces; negative or too large when it is malformed.</summary>
    public static bool TryReadLength(ReadOnlySpan<byte> header, out int length)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(header);
        return length is >= 0 and <= MaximumSize;
    }
}
