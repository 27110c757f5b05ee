using System.Globalization;

namespace Aot.Daemon.Linux;

/// <summary>The unix sockets that processes listen on, as proc(5) tells them.</summary>
internal static class ListeningSockets
{
    // __SO_ACCEPTCON of the kernel's net.h: listen(2) was called.
    private const int Listens = 0x10000;

    /// <summary>The paths that a process listens on; empty when there is no such process.</summary>
    public static IReadOnlyList<string> Of(int pid)
    {
        HashSet<string> own = Inodes(pid);
        List<string> paths = [];
        foreach (string line in File.ReadLines("/proc/net/unix").Skip(1))
        {
            // `Num: RefCount Protocol Flags Type St Inode Path`; the path may hold spaces.
            string[] columns = line.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries);
            if (columns.Length == 8 && columns[7].StartsWith('/') && own.Contains(columns[6])
                && int.TryParse(columns[3], NumberStyles.HexNumber, CultureInfo.InvariantCulture, out int flags) && (flags & Listens) != 0)
            {
                paths.Add(columns[7]);
            }
        }

        return paths;
    }

    private static HashSet<string> Inodes(int pid)
    {
        const string Prefix = "socket:[";
        HashSet<string> inodes = [];
        try
        {
            foreach (string path in Directory.EnumerateFiles($"/proc/{pid}/fd"))
            {
                if (new FileInfo(path).LinkTarget is { } target && target.StartsWith(Prefix, StringComparison.Ordinal))
                {
                    inodes.Add(target[Prefix.Length..^1]);
                }
            }
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // The process ended, or is not ours to look at.
        }

        return inodes;
    }
}
