using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Reads small files that somebody else names: whatever the name leads to, the reader neither waits nor fills the memory.</summary>
internal static class BoundedFile
{
    private const ulong Smallest = 1024;

    /// <summary>The content of a regular file or a character device (/dev/null is an empty file).</summary>
    /// <returns>At most <paramref name="limit"/> + 1 bytes: so a file that is too large can be told. Null: there is no such file.</returns>
    /// <exception cref="IOException">It is something else, such as a folder or a pipe, or cannot be read.</exception>
    public static byte[]? Read(string path, int limit)
    {
        // Without NonBlocking the opening of a pipe waits for its writer.
        using SafeFileHandle file = Open.File(path, Open.ReadOnly | Open.NonBlocking);
        if (file.IsInvalid)
        {
            return Errno.Last is Errno.ENOENT or Errno.ENOTDIR ? null : throw Errno.Exception($"open {path}");
        }

        Statx.Result facts = FactsOf(file);
        if ((facts.Mode & FileKind.Mask) is not (FileKind.Regular or FileKind.CharacterDevice))
        {
            throw new IOException($"{path} is not a regular file");
        }

        // As large as the file says, for a buffer of the limit each time would be garbage of the costly kind (85 kB and more are collected
        // with the old generation); one byte more shows the end, or that the file has grown.
        byte[] buffer = new byte[Math.Min((ulong)limit, Math.Max(facts.Size, Smallest)) + 1];
        int length = 0, count;
        while (length < buffer.Length && (count = RandomAccess.Read(file, buffer.AsSpan(length), length)) > 0)
        {
            length += count;
            if (length == buffer.Length && length <= limit)
            {
                Array.Resize(ref buffer, (int)Math.Min(limit + 1L, 2L * length));
            }
        }

        return buffer[..length];
    }

    private static Statx.Result FactsOf(SafeFileHandle file)
    {
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            return Statx.Call((int)file.DangerousGetHandle(), "", Statx.EmptyPath, Statx.BasicStats, out Statx.Result found) == 0
                ? found
                : throw Errno.Exception("statx");
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }
}
