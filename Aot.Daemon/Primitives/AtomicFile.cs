using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Primitives;

/// <summary>Replaces a small file as a whole: a reader, or a crash at any instant, sees the old content or the new.</summary>
internal static class AtomicFile
{
    /// <summary>The suffix of the temporary name in the same folder; leftovers may be deleted at daemon start.</summary>
    public const string TemporarySuffix = ".tmp";

    /// <summary>Writes content under path with the given mode bits.</summary>
    /// <param name="durable">True: survives a power cut once this returns (fdatasync of the file, fsync of its folder).
    /// False: survives the death of the process.</param>
    public static void Write(string path, ReadOnlySpan<byte> content, UnixFileMode mode, bool durable)
    {
        string temporary = path + TemporarySuffix;
        try
        {
            using (SafeFileHandle file = Create(temporary, mode))
            {
                RandomAccess.Write(file, content, 0);
                if (durable)
                {
                    RandomAccess.FlushToDisk(file);
                }
            }

            CrashPoint.At($"file:{Path.GetFileName(path)} written");
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }

        CrashPoint.At($"file:{Path.GetFileName(path)} renamed");
        if (durable)
        {
            SyncFolder(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>fsync of a folder, which makes the names in it durable.</summary>
    public static void SyncFolder(string folder)
    {
        using SafeFileHandle handle = Interop.Open.Folder(folder);
        RandomAccess.FlushToDisk(handle);
    }

    private static SafeFileHandle Create(string path, UnixFileMode mode)
    {
        File.Delete(path);
        SafeFileHandle file = Interop.Open.File(path, Interop.Open.WriteOnly | Interop.Open.Create | Interop.Open.Exclusive, 0x180 /* 0600 */);
        if (file.IsInvalid)
        {
            int errno = Marshal.GetLastPInvokeError();
            throw new IOException($"create {path}: {Marshal.GetPInvokeErrorMessage(errno)}", errno);
        }

        File.SetUnixFileMode(file, mode);
        return file;
    }
}
