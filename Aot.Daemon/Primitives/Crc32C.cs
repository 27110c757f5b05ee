using System.Buffers.Binary;
using System.Numerics;

namespace Aot.Daemon.Primitives;

/// <summary>CRC-32C (Castagnoli; RFC 3720, B.4), which finds every error of up to 32 bits in a row.</summary>
internal static class Crc32C
{
    private const uint Start = uint.MaxValue;

    public static uint Of(ReadOnlySpan<byte> bytes) => ~Add(Start, bytes);

    /// <summary>Of two parts as if they were one.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Add(Add(Start, first), second);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte rest in bytes)
        {
            crc = BitOperations.Crc32C(crc, rest);
        }

        return crc;
    }
}
