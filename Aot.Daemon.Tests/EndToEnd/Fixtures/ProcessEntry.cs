namespace Aot.Daemon.Tests.EndToEnd.Fixtures;

/// <summary>A process of the host, as /proc tells.</summary>
internal sealed record ProcessEntry
{
    public required int Pid { get; init; }

    public required int ParentPid { get; init; }

    /// <summary>The state's letter: R, S, D, Z, ...</summary>
    public required char State { get; init; }

    public required string[] CommandLine { get; init; }

    /// <summary>/proc/PID/cgroup, whole.</summary>
    public required string Cgroups { get; init; }

    public override string ToString() => $"{Pid} ({State}, parent {ParentPid}) {string.Join(' ', CommandLine)}";

    public static IEnumerable<ProcessEntry> All()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(directory), out int pid) && Read(pid) is { } entry)
            {
                yield return entry;
            }
        }
    }

    /// <summary>Null when there is no such process (any more).</summary>
    public static ProcessEntry? Read(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            string[] afterName = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            return new ProcessEntry
            {
                Pid = pid,
                State = afterName[0][0],
                ParentPid = int.Parse(afterName[1]),
                CommandLine = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0', StringSplitOptions.RemoveEmptyEntries),
                Cgroups = File.ReadAllText($"/proc/{pid}/cgroup"),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whether the process exists and is not a zombie.</summary>
    public static bool IsAlive(int pid) => Read(pid) is { State: not ('Z' or 'X') };
}
