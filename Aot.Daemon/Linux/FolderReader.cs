using System.Buffers.Binary;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>The names in an open folder, as bytes, since names on Linux need not be UTF-8.</summary>
internal static class FolderReader
{
    private const int RecordLengthOffset = 16;
    private const int NameOffset = 19;

    /// <summary>Every name but `.` and `..`, each with its closing NUL. Reads from where the descriptor stands. Throws an IOException.</summary>
    public static List<byte[]> Names(SafeFileHandle folder)
    {
        var names = new List<byte[]>();
        var buffer = new byte[16 * 1024];
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

            for (ReadOnlySpan<byte> rest = buffer.AsSpan(0, count); !rest.IsEmpty;)
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
}
