namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>What a stopped daemon must not leave behind: mounts, processes, cgroups, pinned network namespaces, sockets.</summary>
internal static class LeakCheck
{
    /// <summary>Gives processes that are just ending a moment, then says what is left.</summary>
    public static async Task<IReadOnlyList<string>> RunAsync(DaemonUnderTest daemon)
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        IReadOnlyList<string> left;
        while ((left = Find(daemon)).Count > 0 && System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds < 5)
        {
            await Task.Delay(20);
        }
        return left;
    }

    public static bool HasMounts(DaemonUnderTest daemon) => MountPoints(daemon).Any();

    /// <summary>Kills and unmounts what is left, so that the next test starts clean.</summary>
    public static void Clear(DaemonUnderTest daemon)
    {
        foreach (ProcessEntry process in Processes(daemon))
        {
            Native.Signal(process.Pid, Native.SigKill);
        }
        foreach (string mountPoint in MountPoints(daemon).Reverse())
        {
            const int Detach = 2;
            _ = Native.Unmount(mountPoint, Detach);
        }
        foreach (string cgroup in Cgroups(daemon))
        {
            try
            {
                Directory.Delete(cgroup);
            }
            catch (IOException)
            {
                // Its processes are still ending; the test has already failed for it.
            }
        }
    }

    private static List<string> Find(DaemonUnderTest daemon) =>
    [
        .. MountPoints(daemon).Where(mountPoint => !daemon.LeavesBehind(mountPoint)).Select(mountPoint => $"mount {mountPoint}"),
        .. Processes(daemon).Select(process => $"process {process}"),
        .. Cgroups(daemon).Select(cgroup => $"cgroup {cgroup}"),
        .. Sockets(daemon).Select(socket => $"socket {socket}"),
        .. File.Exists(daemon.PidFile) ? [$"file {daemon.PidFile}"] : Array.Empty<string>(),
    ];

    /// <summary>Mounts below its directories; a pinned network namespace is a mount of type nsfs.</summary>
    private static IEnumerable<string> MountPoints(DaemonUnderTest daemon) =>
        from line in File.ReadLines("/proc/self/mountinfo")
        let mountPoint = line.Split(' ')[4]
        where IsBelow(mountPoint, daemon.Root)
        select mountPoint;

    /// <summary>The daemon, its children, supervisors and shims by their arguments; containers by their cgroup.</summary>
    private static IEnumerable<ProcessEntry> Processes(DaemonUnderTest daemon) =>
        from process in ProcessEntry.All()
        where process.State is not ('Z' or 'X') && process.Pid != Environment.ProcessId
        where process.CommandLine.Any(word => word.Contains(daemon.Root + "/", StringComparison.Ordinal))
            || daemon.ContainerIds.Any(id => process.Cgroups.Contains(id, StringComparison.Ordinal))
        select process;

    private static IEnumerable<string> Cgroups(DaemonUnderTest daemon)
    {
        IReadOnlyCollection<string> ids = daemon.ContainerIds;
        if (ids.Count == 0)
        {
            return [];
        }
        var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 6, IgnoreInaccessible = true };
        return [.. Directory.EnumerateDirectories("/sys/fs/cgroup", "*", options)
            .Where(directory => Path.GetFileName(directory) is { Length: >= 64 } name && ids.Any(id => name.Contains(id, StringComparison.Ordinal)))
            .OrderByDescending(directory => directory.Length)];
    }

    private static IEnumerable<string> Sockets(DaemonUnderTest daemon) =>
        from line in File.ReadLines("/proc/net/unix")
        let path = line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Last()
        where IsBelow(path, daemon.Root)
        select path;

    private static bool IsBelow(string path, string directory) => path.StartsWith(directory + "/", StringComparison.Ordinal);
}
