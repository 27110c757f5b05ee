namespace Aot.Benchmarks.Footprint;

/// <summary>Proportional set size: a process's own pages, and its share of those that it shares (proc(5), smaps_rollup).</summary>
internal static class Memory
{
    /// <summary>Megabytes (millions of bytes) of all the processes together.</summary>
    public static double PssMegabytes(IEnumerable<int> pids) => pids.Sum(pid => Pss(pid)) / 1e6;

    private static long Pss(int pid)
    {
        const string prefix = "Pss:";
        string line = File.ReadLines($"/proc/{pid}/smaps_rollup").First(text => text.StartsWith(prefix, StringComparison.Ordinal));
        return long.Parse(line[prefix.Length..].Replace("kB", "", StringComparison.Ordinal).Trim()) * 1024;
    }
}
