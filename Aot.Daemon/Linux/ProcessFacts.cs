using System.Globalization;

namespace Aot.Daemon.Linux;

/// <summary>What this process takes of the machine, as /proc/self tells it (proc(5)); 0 where it does not.</summary>
internal static class ProcessFacts
{
    public static long OpenFiles() => Count("/proc/self/fd");

    public static long Threads() => Count("/proc/self/task");

    /// <summary>PSS, in bytes.</summary>
    public static long ProportionalMemory()
    {
        const string name = "Pss:";
        try
        {
            foreach (string line in File.ReadLines("/proc/self/smaps_rollup"))
            {
                // `Pss:               12345 kB`
                if (line.StartsWith(name, StringComparison.Ordinal) && line.EndsWith(" kB", StringComparison.Ordinal))
                {
                    return long.Parse(line.AsSpan(name.Length, line.Length - name.Length - 3), NumberStyles.AllowLeadingWhite, CultureInfo.InvariantCulture) * 1024;
                }
            }
        }
        catch (IOException)
        {
            // A kernel without it.
        }

        return 0;
    }

    private static long Count(string folder)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(folder).LongCount();
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
