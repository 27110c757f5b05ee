using System.Buffers;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Reading files of a root filesystem that is not to be trusted.</summary>
internal static class RootedFile
{
    /// <summary>
    /// The content of a regular file of at most <paramref name="limit"/> bytes below <paramref name="root"/>, links resolved as they would be
    /// inside of it (openat2 RESOLVE_IN_ROOT), in an array of the shared pool that the caller gives back; null when there is no such file.
    /// An IOException when it is of another kind, too large or out of reach.
    /// </summary>
    public static byte[]? Read(SafeFileHandle root, string path, int limit, out int length)
    {
        length = 0;
        using SafeFileHandle file = OpenAt2.File(root, path, Open.ReadOnly | Open.NonBlocking, OpenAt2.ResolveInRoot | OpenAt2.ResolveNoMagicLinks);
        if (file.IsInvalid)
        {
            return Errno.Last is Errno.ENOENT or Errno.ENOTDIR ? null : throw Errno.Exception("open " + path);
        }

        bool added = false;
        try
        {
            file.DangerousAddRef(ref added);
            if (Statx.Call((int)file.DangerousGetHandle(), "", Statx.EmptyPath, Statx.BasicStats, out Statx.Result stat) != 0)
            {
                throw Errno.Exception("statx " + path);
            }

            if ((stat.Mode & FileKind.Mask) != FileKind.Regular)
            {
                throw new IOException($"{path} is not a regular file");
            }

            if (stat.Size > (ulong)limit)
            {
                throw new IOException($"{path} is larger than {limit} bytes");
            }

            byte[] bytes = ArrayPool<byte>.Shared.Rent((int)stat.Size + 1);
            int read;
            while (length < (int)stat.Size && (read = RandomAccess.Read(file, bytes.AsSpan(length, (int)stat.Size - length), length)) > 0)
            {
                length += read;
            }

            return bytes;
        }
        finally
        {
            if (added)
            {
                file.DangerousRelease();
            }
        }
    }
}
