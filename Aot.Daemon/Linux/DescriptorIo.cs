using System.Runtime.InteropServices;
using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux;

/// <summary>read(2) and write(2) on pipes, terminals and files, without exceptions and retried after a signal.</summary>
internal static unsafe class DescriptorIo
{
    /// <summary>The bytes read (0: the end), or the negative errno.</summary>
    public static int Read(SafeHandle descriptor, Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            while (true)
            {
                nint count = ReadBytes.Call(descriptor, pointer, (nuint)buffer.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                if (Errno.Last != Errno.EINTR)
                {
                    return -Errno.Last;
                }
            }
        }
    }

    /// <summary>The bytes written, which may be fewer than given, or the negative errno.</summary>
    public static int Write(SafeHandle descriptor, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            while (true)
            {
                nint count = WriteBytes.Call(descriptor, pointer, (nuint)bytes.Length);
                if (count >= 0)
                {
                    return (int)count;
                }

                if (Errno.Last != Errno.EINTR)
                {
                    return -Errno.Last;
                }
            }
        }
    }
}
