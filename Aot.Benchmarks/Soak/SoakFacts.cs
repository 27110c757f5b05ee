using Aot.Benchmarks.Daemons;
using Aot.Benchmarks.Footprint;

namespace Aot.Benchmarks.Soak;

/// <summary>What a daemon's processes hold together at one moment, and the machine for them.</summary>
internal sealed record SoakFacts
{
    public required double PssMegabytes { get; init; }

    public required int Descriptors { get; init; }

    public required int Threads { get; init; }

    /// <summary>Files and folders below the data-root and the exec-root.</summary>
    public required int Files { get; init; }

    /// <summary>Mounts below the daemon's directories.</summary>
    public required int Mounts { get; init; }

    /// <summary>Cgroups of containers that are removed.</summary>
    public required int Cgroups { get; init; }

    /// <summary>Some seconds after the last request, when exits are handled and the thread pool has let go of what it did not need.</summary>
    /// <param name="removed">The ids of all containers that there were.</param>
    public static async Task<SoakFacts> SettledAsync(MeasuredDaemon daemon, IReadOnlySet<string> removed)
    {
        await Task.Delay(TimeSpan.FromSeconds(5));
        int[] pids = [.. daemon.Processes()];
        return new SoakFacts
        {
            PssMegabytes = Memory.PssMegabytes(pids),
            Descriptors = pids.Sum(pid => Count($"/proc/{pid}/fd")),
            Threads = pids.Sum(pid => Count($"/proc/{pid}/task")),
            Files = Below(daemon.DataRoot) + Below(daemon.ExecRoot),
            Mounts = File.ReadLines("/proc/self/mountinfo").Count(line => line.Split(' ')[4].StartsWith(daemon.Root + "/", StringComparison.Ordinal)),
            Cgroups = Directory.EnumerateDirectories("/sys/fs/cgroup", "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
                .Count(folder => removed.Contains(Path.GetFileName(folder))),
        };
    }

    private static int Count(string folder) => Directory.EnumerateFileSystemEntries(folder).Count();

    private static int Below(string folder) => Directory.EnumerateFileSystemEntries(folder, "*", SearchOption.AllDirectories).Count();
}
