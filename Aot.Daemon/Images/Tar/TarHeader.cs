using Aot.Daemon.Primitives;

namespace Aot.Daemon.Images.Tar;

/// <summary>Reads the fields of a 512-byte tar header block (POSIX.1-1988 ustar, with GNU's base-256 numbers).</summary>
internal static class TarHeader
{
    public const int BlockSize = 512;

    private const int ChecksumOffset = 148;
    private const int ChecksumLength = 8;

    public static ReadOnlySpan<byte> Name(ReadOnlySpan<byte> block) => Text(block[..100]);

    public static ReadOnlySpan<byte> LinkName(ReadOnlySpan<byte> block) => Text(block.Slice(157, 100));

    public static byte TypeFlag(ReadOnlySpan<byte> block) => block[156];

    public static long Mode(ReadOnlySpan<byte> block) => Number(block.Slice(100, 8), "mode");

    public static long Uid(ReadOnlySpan<byte> block) => Number(block.Slice(108, 8), "uid");

    public static long Gid(ReadOnlySpan<byte> block) => Number(block.Slice(116, 8), "gid");

    public static long Size(ReadOnlySpan<byte> block) => Number(block.Slice(124, 12), "size");

    public static long ModifiedAt(ReadOnlySpan<byte> block) => Number(block.Slice(136, 12), "time");

    public static long DeviceMajor(ReadOnlySpan<byte> block) => Number(block.Slice(329, 8), "device number");

    public static long DeviceMinor(ReadOnlySpan<byte> block) => Number(block.Slice(337, 8), "device number");

    /// <summary>What stands before the name, with a slash between; empty for GNU's own format, which has other things there.</summary>
    public static ReadOnlySpan<byte> Prefix(ReadOnlySpan<byte> block)
    {
        if (!block.Slice(257, 6).SequenceEqual("ustar\0"u8))
        {
            return default;
        }

        // Star's variant of ustar keeps times in the last bytes of the prefix.
        return Text(block.Slice(345, block.Slice(508, 4).SequenceEqual("tar\0"u8) ? 131 : 155));
    }

    /// <summary>Whether the numbers of devices can be there: the oldest format ends before them.</summary>
    public static bool HasDeviceNumbers(ReadOnlySpan<byte> block) => block.Slice(257, 5).SequenceEqual("ustar"u8);

    public static bool IsZero(ReadOnlySpan<byte> block) => !block.ContainsAnyExcept((byte)0);

    /// <summary>The checksum holds, counted with unsigned bytes as POSIX has it or with signed ones as some old programs did.</summary>
    public static bool HasValidChecksum(ReadOnlySpan<byte> block)
    {
        long unsigned = 0;
        long signed = 0;
        for (int i = 0; i < BlockSize; i++)
        {
            byte value = i is >= ChecksumOffset and < ChecksumOffset + ChecksumLength ? (byte)' ' : block[i];
            unsigned += value;
            signed += (sbyte)value;
        }

        long expected = Octal(block.Slice(ChecksumOffset, ChecksumLength));
        return expected == unsigned || expected == signed;
    }

    /// <summary>Up to the first NUL.</summary>
    private static ReadOnlySpan<byte> Text(ReadOnlySpan<byte> field)
    {
        int end = field.IndexOf((byte)0);
        return end < 0 ? field : field[..end];
    }

    private static long Number(ReadOnlySpan<byte> field, string what)
    {
        long value = (field[0] & 0x80) != 0 ? Binary(field) : Octal(field);
        return value == long.MinValue ? throw DaemonException.Invalid($"invalid tar archive: a header's {what} is no number") : value;
    }

    /// <summary>GNU's form for what octal digits cannot hold: big-endian two's complement after the marking bit. long.MinValue when out of range.</summary>
    private static long Binary(ReadOnlySpan<byte> field)
    {
        bool negative = (field[0] & 0x40) != 0;
        long value = negative ? -1 : 0;
        for (int i = 0; i < field.Length; i++)
        {
            int digit = i == 0 ? (sbyte)(field[0] << 1) >> 1 & 0xff : field[i];
            if (i < field.Length - 8)
            {
                if (digit != (negative ? 0xff : 0))
                {
                    return long.MinValue;
                }

                continue;
            }

            value = (value << 8) | (uint)digit;
        }

        return negative == value < 0 ? value : long.MinValue;
    }

    /// <summary>long.MinValue when it is no number.</summary>
    private static long Octal(ReadOnlySpan<byte> field)
    {
        ReadOnlySpan<byte> digits = field.Trim(" \0"u8);
        long value = 0;
        foreach (byte digit in digits)
        {
            if (digit is 0 or (byte)' ')
            {
                break;
            }

            if (digit is < (byte)'0' or > (byte)'7')
            {
                return long.MinValue;
            }

            value = (value << 3) | (uint)(digit - '0');
        }

        return value;
    }
}
