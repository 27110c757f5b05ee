using System.Globalization;

namespace Aot.Daemon.Linux;

/// <summary>The kernel's list format of CPUs and memory nodes (cpuset(7)): `0-2,5`.</summary>
internal static class CpuList
{
    private const int Highest = 8192;

    /// <summary>Reads a list; false when it is none. An empty list is one.</summary>
    public static bool TryParse(string text, out HashSet<int> numbers)
    {
        numbers = [];
        if (text.Length == 0)
        {
            return true;
        }

        foreach (string part in text.Split(','))
        {
            int dash = part.IndexOf('-', StringComparison.Ordinal);
            if (!TryNumber(dash < 0 ? part : part[..dash], out int first)
                || !TryNumber(dash < 0 ? part : part[(dash + 1)..], out int last)
                || last < first)
            {
                return false;
            }

            for (int number = first; number <= last; number++)
            {
                numbers.Add(number);
            }
        }

        return true;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= Highest;
}
