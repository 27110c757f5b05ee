using System.Globalization;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Reads what ps prints: a line of titles, then a line a process, in columns that the last of may hold blanks.</summary>
internal static class ProcessTable
{
    // Go's idea of ASCII white space, as dockerd splits at it: what else a program calls itself by stays in its column.
    private static readonly char[] Blanks = [' ', '\t', '\n', '\v', '\f', '\r'];

    /// <summary>The rows of the processes given, and those of their threads. System when there is no column of pids, or one holds something else.</summary>
    public static ContainerTopResponse Parse(string output, IReadOnlyList<int> pids)
    {
        string[] lines = output.Split('\n');
        string[] titles = Fields(lines[0], int.MaxValue);
        int column = Array.IndexOf(titles, "PID");
        if (column < 0)
        {
            throw DaemonException.System("Couldn't find PID field in ps output");
        }

        var wanted = new HashSet<int>(pids);
        var processes = new List<string[]>();
        bool isThreadsTurn = false;
        foreach (string line in lines.Skip(1).Where(static line => line.Length > 0))
        {
            string[] fields = Fields(line, titles.Length);
            string pid = column < fields.Length ? fields[column] : "";
            if (column == titles.Length - 1)
            {
                pid = pid.Split(Blanks)[0];
            }

            // With ps's option m, threads follow their process and have a dash for a pid.
            if (pid != "-")
            {
                isThreadsTurn = int.TryParse(pid, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
                    ? wanted.Contains(number)
                    : throw DaemonException.System($"Unexpected pid '{pid}' in ps output");
            }

            if (isThreadsTurn)
            {
                processes.Add(fields);
            }
        }

        return new ContainerTopResponse { Processes = processes.Count > 0 ? [.. processes] : null, Titles = titles };
    }

    /// <summary>The fields of a line; the last of the number given takes the rest, its blanks made single.</summary>
    private static string[] Fields(string line, int count)
    {
        string[] fields = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length <= count ? fields : [.. fields[..(count - 1)], string.Join(' ', fields[(count - 1)..])];
    }
}
