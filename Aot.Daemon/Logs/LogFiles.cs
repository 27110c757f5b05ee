using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Logs;

/// <summary>
/// The files of a log: path is written to, path.1 is what it was before, path.2 is older. The supervisor rotates from the oldest to
/// the newest by renames, at any time while they are read: hence the order of steps here.
/// </summary>
/// <param name="path">The current file.</param>
/// <param name="maxFiles">The files that there are at most.</param>
internal sealed class LogFiles(string path, int maxFiles)
{
    /// <summary>Opens the nth file counted from the newest, 0; null when it is not there.</summary>
    public SafeFileHandle? Open(int index)
    {
        SafeFileHandle file = Interop.Open.File(PathOf(index), Interop.Open.ReadOnly | Interop.Open.NoFollow);
        if (!file.IsInvalid)
        {
            return file;
        }

        int errno = Errno.Last;
        file.Dispose();
        return errno == Errno.ENOENT ? null : throw Errno.Exception($"open {PathOf(index)}", errno);
    }

    /// <summary>All indexes that a file may have, from the newest to the oldest. Opening in this order can meet a file twice when a rotation
    /// comes between, and can miss none.</summary>
    public IEnumerable<int> NewestFirst => Enumerable.Range(0, maxFiles);

    /// <summary>Opens the file that was begun after the given one was full; null while there is none. The given one is complete once
    /// this answers a file. When so much was written that the given one is no longer there, it is the oldest there is.</summary>
    /// <param name="current">The file read last; null when there was none.</param>
    public SafeFileHandle? OpenNext(FileIdentity? current)
    {
        while (true)
        {
            int index = IndexOf(current);
            if (index == 0)
            {
                return null;
            }

            SafeFileHandle? next = index > 0 ? Open(index - 1) : OpenOldest();
            if (index < 0 || IndexOf(current) == index)
            {
                // Still in its place: renames go from the oldest to the newest, so what was opened is its successor.
                return next;
            }

            next?.Dispose();
        }
    }

    private SafeFileHandle? OpenOldest()
    {
        for (int index = maxFiles - 1; index >= 0; index--)
        {
            if (Open(index) is { } oldest)
            {
                return oldest;
            }
        }

        return null;
    }

    private int IndexOf(FileIdentity? file)
    {
        for (int index = 0; file is not null && index < maxFiles; index++)
        {
            if (FileIdentity.Of(PathOf(index)) == file)
            {
                return index;
            }
        }

        return -1;
    }

    private string PathOf(int index) => index == 0 ? path : $"{path}.{index}";
}
