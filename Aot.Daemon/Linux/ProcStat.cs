using System.Buffers.Text;
using Aot.Daemon.Interop;
using Microsoft.Win32.SafeHandles;

namespace Aot.Daemon.Linux;

/// <summary>/proc/PID/stat (proc_pid_stat(5)).</summary>
internal static class ProcStat
{
    private const int StartTimeField = 22;

    /// <summary>When the process was started, in clock ticks since boot: with the pid and the boot it names a process for
    /// good. Null when there is no such process.</summary>
    public static ulong? StartTime(int pid)
    {
        using SafeFileHandle file = Open.File($"/proc/{pid}/stat", Open.ReadOnly);
        if (file.IsInvalid)
        {
            return null;
        }

        Span<byte> buffer = stackalloc byte[1024];
        int count = DescriptorIo.Read(file, buffer);
        if (count <= 0)
        {
            return null;
        }

        // The second field is the name in parentheses and may itself hold spaces and parentheses.
        ReadOnlySpan<byte> rest = buffer[..count];
        rest = rest[(rest.LastIndexOf((byte)')') + 2)..];
        for (int field = 3; field < StartTimeField; field++)
        {
            rest = rest[(rest.IndexOf((byte)' ') + 1)..];
        }

        return Utf8Parser.TryParse(rest, out ulong ticks, out _) ? ticks : null;
    }
}
