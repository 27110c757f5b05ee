using System.Buffers;
using System.Text;
using Aot.Daemon.Interop;

namespace Aot.Daemon.Linux;

/// <summary>Reading files of a root filesystem that is not to be trusted.</summary>
internal static class RootedFile
{
    /// <summary>
    /// The content of a regular file of at most <paramref name="limit"/> bytes below <paramref name="root"/>, links resolved as they would be
    /// inside of it (openat2 RESOLVE_IN_ROOT), in an array of the shared pool that the caller gives back; null when there is no such file.
    /// An IOException when it is of another kind, too large or out of reach.
    /// </summary>
    /// <param name="path">NUL-terminated.</param>
    public static byte[]? Read(ScopedDescriptor root, ReadOnlySpan<byte> path, int limit, out int length)
    {
        length = 0;
        using ScopedDescriptor file = root.OpenBelow(path, Open.ReadOnly | Open.NonBlocking, OpenAt2.ResolveInRoot | OpenAt2.ResolveNoMagicLinks);
        if (file.IsInvalid)
        {
            return Errno.Last is Errno.ENOENT or Errno.ENOTDIR ? null : throw Errno.Exception("open " + Name(path));
        }

        Statx.Result status = file.Status();
        if ((status.Mode & FileKind.Mask) != FileKind.Regular)
        {
            throw new IOException($"{Name(path)} is not a regular file");
        }

        if (status.Size > (ulong)limit)
        {
            throw new IOException($"{Name(path)} is larger than {limit} bytes");
        }

        byte[] bytes = ArrayPool<byte>.Shared.Rent((int)status.Size + 1);
        int read;
        while (length < (int)status.Size && (read = file.Read(bytes.AsSpan(length, (int)status.Size - length))) > 0)
        {
            length += read;
        }

        return bytes;
    }

    private static string Name(ReadOnlySpan<byte> path) => Encoding.UTF8.GetString(path[..^1]);
}
