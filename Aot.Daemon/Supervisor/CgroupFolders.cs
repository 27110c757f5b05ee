using System.Globalization;
using Aot.Daemon.Linux;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Supervisor;

/// <summary>A container's cgroups by their path, in version 2 or in every hierarchy of version 1 (cgroups(7)).</summary>
internal sealed class CgroupFolders
{
    private const string OomKey = "oom_kill ";

    /// <summary>The mount points of all hierarchies.</summary>
    private readonly List<string> _hierarchies = [];

    /// <summary>The hierarchy of the memory controller, and its file with the count of OOM kills.</summary>
    private readonly string _memoryHierarchy;
    private readonly string _memoryFile;

    /// <param name="root">Where the host has its cgroups; a test gives its own.</param>
    public CgroupFolders(string root = "/sys/fs/cgroup")
    {
        if (File.Exists(Path.Combine(root, "cgroup.controllers")))
        {
            _hierarchies.Add(root);
            _memoryHierarchy = root;
            _memoryFile = "memory.events";
            IsUnified = true;
            return;
        }

        if (Directory.Exists(root))
        {
            // Names like cpu may be links to the hierarchy cpu,cpuacct.
            _hierarchies.AddRange(Directory.GetDirectories(root).Where(folder => new DirectoryInfo(folder).LinkTarget is null));
        }

        _memoryHierarchy = Path.Combine(root, "memory");
        _memoryFile = "memory.oom_control";
    }

    /// <summary>Containers are in version 2 alone.</summary>
    public bool IsUnified { get; }

    /// <summary>The kernel killed a process in there for want of memory. False when the path is unknown.</summary>
    public bool HadOomKill(string? path) => path is not null && OomKills(path) > 0;

    /// <summary>How many processes in there the kernel has killed for want of memory; null when the cgroup is gone or has no memory controller.</summary>
    public long? OomKills(string path)
    {
        try
        {
            foreach (string line in File.ReadLines(Path.Combine(MemoryFolder(path), _memoryFile)))
            {
                if (line.StartsWith(OomKey, StringComparison.Ordinal))
                {
                    return long.TryParse(line.AsSpan(OomKey.Length), NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out long kills) ? kills : null;
                }
            }
        }
        catch (IOException)
        {
            // As documented.
        }

        return null;
    }

    /// <summary>The cgroup in the hierarchy of the memory controller.</summary>
    public string MemoryFolder(string path) => _memoryHierarchy + path;

    /// <summary>The host's pids of all processes in and below the cgroup, in ascending order; none when the path is unknown or not there.</summary>
    public int[] Pids(string? path)
    {
        // A process is in the container's cgroup of every hierarchy; the first that has it will do.
        string? folder = path is null ? null : _hierarchies.Select(hierarchy => hierarchy + path).FirstOrDefault(Directory.Exists);
        return folder is null ? [] : [.. WithSubfolders(folder).SelectMany(PidsIn).Distinct().Order()];
    }

    /// <summary>Sends SIGKILL to every process in there.</summary>
    public void Kill(string? path)
    {
        if (path is null)
        {
            return;
        }

        foreach (string hierarchy in _hierarchies)
        {
            if (TryKillAtOnce(hierarchy + path))
            {
                continue;
            }

            foreach (string folder in WithSubfolders(hierarchy + path))
            {
                KillIn(folder);
            }
        }
    }

    /// <summary>Removes the cgroups, innermost first. False when one is still in use.</summary>
    public bool TryRemove(string? path)
    {
        bool removed = true;
        if (path is not null)
        {
            foreach (string hierarchy in _hierarchies)
            {
                foreach (string folder in WithSubfolders(hierarchy + path))
                {
                    removed &= TryRemoveFolder(folder);
                }
            }
        }

        return removed;
    }

    /// <summary>The folder and all below, the deepest first; nothing when it does not exist.</summary>
    private static IEnumerable<string> WithSubfolders(string folder) => Directory.Exists(folder)
        ? Directory.GetDirectories(folder, "*", SearchOption.AllDirectories).OrderByDescending(name => name.Length).Append(folder)
        : [];

    /// <summary>Version 2 since Linux 5.14: everything in and below the cgroup, what is just being forked too. False when that is not to be had.</summary>
    private static bool TryKillAtOnce(string folder)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(Path.Combine(folder, "cgroup.kill"), FileMode.Open, FileAccess.Write);
            RandomAccess.Write(file, "1"u8, fileOffset: 0);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    private static void KillIn(string folder)
    {
        foreach (int pid in PidsIn(folder))
        {
            if (pid > 1 && pid != Environment.ProcessId)
            {
                using var pidfd = Pidfd.Open(pid);
                _ = pidfd is not null && Pidfd.Signal(pidfd, Signals.Kill);
            }
        }
    }

    /// <summary>The processes of one cgroup; none when it was removed meanwhile, or holds threads alone.</summary>
    private static List<int> PidsIn(string folder)
    {
        List<int> pids = [];
        try
        {
            foreach (string line in File.ReadLines(Path.Combine(folder, "cgroup.procs")))
            {
                if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0)
                {
                    pids.Add(pid);
                }
            }
        }
        catch (IOException)
        {
            // What was read before is still told.
        }

        return pids;
    }

    private static bool TryRemoveFolder(string folder)
    {
        try
        {
            // rmdir(2): the files of a cgroup do not keep it.
            Directory.Delete(folder, recursive: false);
            return true;
        }
        catch (DirectoryNotFoundException)
        {
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
