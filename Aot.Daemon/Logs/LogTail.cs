using System.Buffers;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Logs;

/// <summary>Finds the last lines of a file by reading it backwards, so that the cost is that of the lines wanted, not of the file.</summary>
internal static class LogTail
{
    private const int BlockSize = 64 * 1024;

    /// <summary>Where the last lines of the first <paramref name="length"/> bytes begin.</summary>
    /// <param name="lines">How many are wanted; 0 gives the place after the last complete line.</param>
    /// <returns>The byte they begin at, and how many complete lines there are from it on: fewer than wanted if the file has no more.</returns>
    public static (long Start, int Found) Find(SafeFileHandle file, long length, int lines)
    {
        byte[] block = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            int found = 0;
            for (long position = length; position > 0;)
            {
                int size = (int)Math.Min(BlockSize, position);
                position -= size;
                Span<byte> bytes = block.AsSpan(0, ReadFully(file, block.AsSpan(0, size), position));
                for (int lineBreak = bytes.LastIndexOf((byte)'\n'); lineBreak >= 0; lineBreak = bytes[..lineBreak].LastIndexOf((byte)'\n'))
                {
                    if (found == lines)
                    {
                        return (position + lineBreak + 1, found);
                    }

                    found++;
                }
            }

            return (0, found);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private static int ReadFully(SafeFileHandle file, Span<byte> destination, long position)
    {
        int total = 0;
        while (total < destination.Length)
        {
            int count = RandomAccess.Read(file, destination[total..], position + total);
            if (count == 0)
            {
                break; // Emptied meanwhile.
            }

            total += count;
        }

        return total;
    }
}
