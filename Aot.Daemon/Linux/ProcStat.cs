using System.Buffers.Text;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>/proc/PID/stat (proc_pid_stat(5)).</summary>
internal static class ProcStat
{
    private const int StateField = 3;
    private const int ParentField = 4;
    private const int GroupField = 5;
    private const int StartTimeField = 22;
    private const int ExitCodeField = 52;

    /// <summary>When the process was started, in clock ticks since boot: with the pid and the boot it names a process for
    /// good. Null when there is no such process.</summary>
    public static ulong? StartTime(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        return Utf8Parser.TryParse(Field(Read(pid, buffer), StartTimeField), out ulong ticks, out _) ? ticks : null;
    }

    /// <summary>The status word (wait(2)) of a process that has ended and was not reaped yet; null when it is no such one, or another than
    /// the one started at the time given.</summary>
    public static int? StatusOfZombie(int pid, ulong startTime)
    {
        Span<byte> buffer = stackalloc byte[1024];
        ReadOnlySpan<byte> stat = Read(pid, buffer);
        return Field(stat, StateField) is [(byte)'Z', ..]
            && Utf8Parser.TryParse(Field(stat, StartTimeField), out ulong ticks, out _) && ticks == startTime
            && Utf8Parser.TryParse(Field(stat, ExitCodeField), out int status, out _)
            ? status
            : null;
    }

    /// <summary>The pids of the process's parent and of its group's leader; null when there is no such process.</summary>
    public static (int Parent, int Group)? ParentAndGroup(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        ReadOnlySpan<byte> stat = Read(pid, buffer);
        return Utf8Parser.TryParse(Field(stat, ParentField), out int parent, out _) && Utf8Parser.TryParse(Field(stat, GroupField), out int group, out _)
            ? (parent, group)
            : null;
    }

    /// <summary>The process has ended and only waits for its parent to notice.</summary>
    public static bool IsZombie(int pid)
    {
        Span<byte> buffer = stackalloc byte[1024];
        return Field(Read(pid, buffer), StateField) is [(byte)'Z', ..];
    }

    /// <summary>The content; empty when there is no such process.</summary>
    private static ReadOnlySpan<byte> Read(int pid, Span<byte> buffer)
    {
        using SafeFileHandle file = Open.File($"/proc/{pid}/stat", Open.ReadOnly);
        int count = file.IsInvalid ? 0 : DescriptorIo.Read(file, buffer);
        return buffer[..Math.Max(0, count)];
    }

    /// <summary>What begins with the field of the number given (3 and up); empty when there is none.</summary>
    private static ReadOnlySpan<byte> Field(ReadOnlySpan<byte> stat, int number)
    {
        // The second field is the name in parentheses and may itself hold spaces and parentheses.
        int afterName = stat.LastIndexOf((byte)')');
        if (afterName < 0)
        {
            return default;
        }

        ReadOnlySpan<byte> rest = stat[(afterName + 1)..].TrimStart((byte)' ');
        for (int field = StateField; field < number && !rest.IsEmpty; field++)
        {
            int space = rest.IndexOf((byte)' ');
            rest = space < 0 ? default : rest[(space + 1)..];
        }

        return rest;
    }
}
