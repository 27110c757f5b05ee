using System.Buffers;
using System.Buffers.Binary;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>The names in an open folder, as bytes, since names on Linux need not be UTF-8.</summary>
internal static class FolderReader
{
    private const int BufferSize = 16 * 1024;
    private const int RecordLengthOffset = 16;
    private const int NameOffset = 19;

    /// <summary>Every name but `.` and `..`, each with its closing NUL. Reads from where the descriptor stands. Throws an IOException.</summary>
    public static List<byte[]> Names(SafeFileHandle folder)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var names = new List<byte[]>();
            while (true)
            {
                int count = GetDents64.Call(folder, buffer);
                if (count < 0)
                {
                    throw Errno.Exception("read a folder");
                }

                if (count == 0)
                {
                    return names;
                }

                AddNames(buffer.AsSpan(0, count), names);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void AddNames(ReadOnlySpan<byte> entries, List<byte[]> names)
    {
        for (ReadOnlySpan<byte> rest = entries; !rest.IsEmpty;)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[RecordLengthOffset..]);
            ReadOnlySpan<byte> name = rest[NameOffset..length];
            name = name[..(name.IndexOf((byte)0) + 1)];
            if (!name.SequenceEqual(".\0"u8) && !name.SequenceEqual("..\0"u8))
            {
                names.Add(name.ToArray());
            }

            rest = rest[length..];
        }
    }
}
