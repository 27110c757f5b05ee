using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux;

/// <summary>
/// A descriptor that lives no longer than the block that opened it, for the path of a start, where a SafeFileHandle each would be garbage with a
/// finalizer. It cannot leave the stack, so <c>using</c> closes it whatever happens.
/// </summary>
internal readonly ref struct ScopedDescriptor : IDisposable
{
    private ScopedDescriptor(int number) => Number = number;

    /// <summary>Negative: the opening failed, and <see cref="Errno.Last"/> says why.</summary>
    public int Number { get; }

    public bool IsInvalid => Number < 0;

    /// <summary>open(2), close-on-exec.</summary>
    public static ScopedDescriptor Open(string path, int flags, uint mode = 0) => new(Interop.Open.Number(path, flags, mode));

    /// <summary>openat2(2), close-on-exec.</summary>
    /// <param name="path">NUL-terminated.</param>
    /// <param name="resolve">Of <see cref="OpenAt2"/>.</param>
    public ScopedDescriptor OpenBelow(ReadOnlySpan<byte> path, int flags, ulong resolve) => new(OpenAt2.Number(Number, path, flags, resolve));

    /// <summary>Its status. Throws an IOException.</summary>
    public Statx.Result Status() => Statx.Call(Number, "", Statx.EmptyPath, Statx.BasicStats, out Statx.Result status) == 0
        ? status
        : throw Errno.Exception("statx");

    /// <summary>Reads from where the last read ended; 0 at the end. Throws an IOException.</summary>
    public unsafe int Read(Span<byte> buffer)
    {
        fixed (byte* pointer = buffer)
        {
            nint count;
            while ((count = ReadBytes.Call(Number, pointer, (nuint)buffer.Length)) < 0)
            {
                if (Errno.Last != Errno.EINTR)
                {
                    throw Errno.Exception("read");
                }
            }

            return (int)count;
        }
    }

    /// <summary>Writes all of it. Throws an IOException.</summary>
    public unsafe void Write(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            for (int written = 0; written < bytes.Length;)
            {
                nint count = WriteBytes.Call(Number, pointer + written, (nuint)(bytes.Length - written));
                if (count < 0 && Errno.Last != Errno.EINTR)
                {
                    throw Errno.Exception("write");
                }

                written += (int)Math.Max(count, 0);
            }
        }
    }

    public void Dispose()
    {
        if (Number >= 0)
        {
            _ = Close.Call(Number);
        }
    }
}
