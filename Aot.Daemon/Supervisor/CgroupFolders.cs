using System.Globalization;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Supervisor;

/// <summary>A container's cgroups by their path, in version 2 or in every hierarchy of version 1 (cgroups(7)).</summary>
internal sealed class CgroupFolders
{
    private const string Root = "/sys/fs/cgroup";

    /// <summary>The mount points of all hierarchies.</summary>
    private readonly List<string> _hierarchies = [];

    private readonly string? _memoryFile;
    private readonly string _oomKey;

    public CgroupFolders()
    {
        if (File.Exists(Path.Combine(Root, "cgroup.controllers")))
        {
            _hierarchies.Add(Root);
            _memoryFile = "memory.events";
        }
        else
        {
            if (Directory.Exists(Root))
            {
                // Names like cpu may be links to the hierarchy cpu,cpuacct.
                _hierarchies.AddRange(Directory.GetDirectories(Root).Where(folder => new DirectoryInfo(folder).LinkTarget is null));
            }

            _memoryFile = "memory.oom_control";
        }

        _oomKey = "oom_kill ";
    }

    /// <summary>The kernel killed a process in there for want of memory. False when the path is unknown.</summary>
    public bool HadOomKill(string? path)
    {
        if (path is null)
        {
            return false;
        }

        string hierarchy = _hierarchies is [Root] ? Root : Path.Combine(Root, "memory");
        try
        {
            foreach (string line in File.ReadLines(Path.Combine(hierarchy + path, _memoryFile!)))
            {
                if (line.StartsWith(_oomKey, StringComparison.Ordinal))
                {
                    return line.AsSpan(_oomKey.Length).Trim() is not "0";
                }
            }
        }
        catch (IOException)
        {
            // The cgroup is gone or has no memory controller.
        }

        return false;
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

    private static void KillIn(string folder)
    {
        try
        {
            foreach (string line in File.ReadLines(Path.Combine(folder, "cgroup.procs")))
            {
                if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 1
                    && pid != Environment.ProcessId)
                {
                    using var pidfd = Pidfd.Open(pid);
                    _ = pidfd is not null && Pidfd.Signal(pidfd, Signals.Kill);
                }
            }
        }
        catch (IOException)
        {
            // Removed meanwhile.
        }
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
