using Aot.Daemon.Tests.EndToEnd.Fixtures;

namespace Aot.Daemon.Tests.EndToEnd.Faults;

/// <summary>What the kernel and the file system have of one container, whatever a daemon says.</summary>
internal sealed record KernelView
{
    public required IReadOnlyList<string> Cgroups { get; init; }

    /// <summary>Living processes in its cgroups.</summary>
    public required IReadOnlyList<int> Pids { get; init; }

    /// <summary>They stand still.</summary>
    public bool IsFrozen => Cgroups.Any(cgroup => Says(cgroup, "freezer.state", "FROZEN") || Says(cgroup, "cgroup.freeze", "1"));

    /// <summary>Mount points that have its id in them.</summary>
    public required IReadOnlyList<string> Mounts { get; init; }

    /// <summary>What of it is in the exec-root.</summary>
    public required IReadOnlyList<string> ExecRootPaths { get; init; }

    public static KernelView Of(DaemonUnderTest daemon, string id)
    {
        string[] cgroups = [.. Hierarchies().Select(root => Path.Combine(root, "docker", id)).Where(Directory.Exists)];
        return new KernelView
        {
            Cgroups = cgroups,
            Pids = [.. cgroups.SelectMany(PidsIn).Distinct().Where(ProcessEntry.IsAlive)],
            Mounts = [.. File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')[4]).Where(point => point.Contains(id, StringComparison.Ordinal))],
            ExecRootPaths = [.. ((string[])["tasks", "runtime", "netns"])
                .Select(folder => Path.Combine(daemon.ExecRoot, folder, id))
                .Where(Path.Exists)],
        };
    }

    public static string NamespaceOf(int pid, string kind) => new FileInfo($"/proc/{pid}/ns/{kind}").LinkTarget ?? "";

    private static bool Says(string cgroup, string file, string value)
    {
        string path = Path.Combine(cgroup, file);
        return File.Exists(path) && File.ReadAllText(path).Trim() == value;
    }

    /// <summary>/sys/fs/cgroup itself on version 2, else the folders in it.</summary>
    private static IEnumerable<string> Hierarchies() => Directory.GetDirectories("/sys/fs/cgroup").Prepend("/sys/fs/cgroup");

    private static IEnumerable<int> PidsIn(string cgroup)
    {
        try
        {
            return [.. File.ReadAllLines(Path.Combine(cgroup, "cgroup.procs")).Select(int.Parse)];
        }
        catch (IOException)
        {
            return []; // It goes just now, or its controller has threads only.
        }
    }
}
