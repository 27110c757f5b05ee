using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>A process with all that it has started.</summary>
internal static class ProcessTree
{
    private const int Stop = 19;

    /// <summary>Processes that fork faster than they are stopped are not waited for without end.</summary>
    private const int Rounds = 32;

    /// <summary>Sends SIGKILL to a process, its descendants and the members of its process group. All are stopped first, so that none starts another
    /// meanwhile. The process must not have been reaped: its pid names the group.</summary>
    public static void Kill(int root)
    {
        Dictionary<int, SafeFileHandle> found = [];
        try
        {
            for (int round = 0; round < Rounds && StopMore(root, found); round++)
            {
            }

            foreach (SafeFileHandle process in found.Values)
            {
                Pidfd.Signal(process, Signals.Kill);
            }
        }
        finally
        {
            foreach (SafeFileHandle process in found.Values)
            {
                process.Dispose();
            }
        }
    }

    /// <summary>Stops those of the tree that were not found before; false when there are none.</summary>
    private static bool StopMore(int root, Dictionary<int, SafeFileHandle> found)
    {
        bool isNew = false;
        foreach (int pid in Members(root))
        {
            if (!found.ContainsKey(pid) && Pidfd.Open(pid) is { } process)
            {
                found.Add(pid, process);
                Pidfd.Signal(process, Stop);
                isNew = true;
            }
        }

        return isNew;
    }

    private static HashSet<int> Members(int root)
    {
        List<(int Pid, int Parent, int Group)> all = [];
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder.AsSpan()), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && ProcStat.ParentAndGroup(pid) is { } of)
            {
                all.Add((pid, of.Parent, of.Group));
            }
        }

        HashSet<int> members = [root];
        bool grows;
        do
        {
            grows = false;
            foreach (var (pid, parent, group) in all)
            {
                grows |= (group == root || members.Contains(parent)) && members.Add(pid);
            }
        }
        while (grows);
        return members;
    }
}
