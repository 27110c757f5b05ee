using System.Globalization;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>Which file something is, whatever its name: its inode on its device.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode)
{
    /// <summary>The identity of an open file.</summary>
    public static FileIdentity Of(SafeFileHandle file)
    {
        bool held = false;
        try
        {
            file.DangerousAddRef(ref held);
            int result = Statx.Call((int)file.DangerousGetHandle(), "", Statx.EmptyPath, Statx.BasicStats, out Statx.Result found);
            return result == 0 ? From(found) : throw Errno.Exception("statx");
        }
        finally
        {
            if (held)
            {
                file.DangerousRelease();
            }
        }
    }

    /// <summary>The identity of what a path names now; null when it names nothing.</summary>
    public static FileIdentity? Of(string path)
    {
        if (Statx.Call(Statx.AtFdCwd, path, Statx.NoFollow, Statx.BasicStats, out Statx.Result found) == 0)
        {
            return From(found);
        }

        return Errno.Last is Errno.ENOENT or Errno.ENOTDIR ? null : throw Errno.Exception($"statx {path}");
    }

    /// <summary>The pids of the other processes that have the file of that name open (/proc/PID/fd). Looks at all of them: seldom asked for.</summary>
    public static List<int> HoldersOf(string path)
    {
        List<int> holders = [];
        if (Of(path) is not { } wanted)
        {
            return holders;
        }

        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && pid != Environment.ProcessId && Holds(folder, wanted))
            {
                holders.Add(pid);
            }
        }

        return holders;
    }

    private static bool Holds(string process, FileIdentity wanted)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(entry => Statx.Call(Statx.AtFdCwd, entry, 0, Statx.BasicStats, out Statx.Result found) == 0 && From(found) == wanted);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static FileIdentity From(in Statx.Result found) =>
        new(((ulong)found.DeviceMajor << 32) | found.DeviceMinor, found.Inode);
}
