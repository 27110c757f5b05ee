using System.Buffers;
using System.Text;

namespace Aot.Daemon.Images.Tar;

/// <summary>Writes a tar archive of plain files and folders owned by root, all of one time, so that the same content gives the same archive.
/// Names have at most 100 bytes. Not safe for concurrent use; the target stays open.</summary>
internal sealed class TarWriter(Stream target)
{
    private const int BlockSize = TarHeader.BlockSize;
    private const long MaxOctalSize = 0x1_ffff_ffff; // eleven octal digits: 8 GiB

    public async ValueTask WriteFolderAsync(string name, CancellationToken cancellationToken) =>
        await target.WriteAsync(Header(name, '5', 0x1ed /* 0755 */, 0), cancellationToken);

    public async ValueTask WriteFileAsync(string name, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        await target.WriteAsync(Header(name, '0', 0x1a4 /* 0644 */, content.Length), cancellationToken);
        await target.WriteAsync(content, cancellationToken);
        await PadAsync(content.Length, cancellationToken);
    }

    /// <summary>Writes a file of the host, which must not change meanwhile.</summary>
    public async ValueTask WriteFileAsync(string name, string path, CancellationToken cancellationToken)
    {
        using var file = File.OpenHandle(path, options: FileOptions.SequentialScan);
        long size = RandomAccess.GetLength(file);
        await target.WriteAsync(Header(name, '0', 0x1a4 /* 0644 */, size), cancellationToken);
        byte[] buffer = ArrayPool<byte>.Shared.Rent(128 * 1024);
        try
        {
            for (long done = 0; done < size;)
            {
                int count = RandomAccess.Read(file, buffer.AsSpan(0, (int)Math.Min(buffer.Length, size - done)), done);
                if (count == 0)
                {
                    throw new IOException($"{path} ended early");
                }

                await target.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
                done += count;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        await PadAsync(size, cancellationToken);
    }

    /// <summary>Two blocks of zeros.</summary>
    public async ValueTask EndAsync(CancellationToken cancellationToken) =>
        await target.WriteAsync(new byte[2 * BlockSize], cancellationToken);

    private async ValueTask PadAsync(long size, CancellationToken cancellationToken)
    {
        int padding = (int)(-size & (BlockSize - 1));
        if (padding > 0)
        {
            await target.WriteAsync(new byte[padding], cancellationToken);
        }
    }

    private static byte[] Header(string name, char type, uint mode, long size)
    {
        var header = new byte[BlockSize];
        Encoding.UTF8.GetBytes(name, header.AsSpan(0, 100));
        Octal(header.AsSpan(100, 8), mode);
        Octal(header.AsSpan(108, 8), 0);
        Octal(header.AsSpan(116, 8), 0);
        Size(header.AsSpan(124, 12), size);
        Octal(header.AsSpan(136, 12), 0);
        header[156] = (byte)type;
        "ustar\0"u8.CopyTo(header.AsSpan(257));
        "00"u8.CopyTo(header.AsSpan(263));
        Octal(header.AsSpan(329, 8), 0);
        Octal(header.AsSpan(337, 8), 0);
        header.AsSpan(148, 8).Fill((byte)' ');
        long sum = 0;
        foreach (byte value in header)
        {
            sum += value;
        }

        Octal(header.AsSpan(148, 7), sum);
        return header;
    }

    private static void Size(Span<byte> field, long size)
    {
        if (size <= MaxOctalSize)
        {
            Octal(field, size);
            return;
        }

        // GNU's base-256, which Go and GNU tar read: a larger size has no octal form.
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(field[4..], size);
        field[0] = 0x80;
    }

    /// <summary>Fills the field with digits but for its last byte, a NUL.</summary>
    private static void Octal(Span<byte> field, long value)
    {
        for (int i = field.Length - 2; i >= 0; i--)
        {
            field[i] = (byte)('0' + (value & 7));
            value >>= 3;
        }

        field[^1] = 0;
    }
}
