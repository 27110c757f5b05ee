using System.Globalization;

namespace Aot.Daemon.Linux;

/// <summary>Linux capabilities (capabilities(7)) as sets of bits: bit n is capability number n.</summary>
internal static class Capabilities
{
    private static readonly string[] All =
    [
        "CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_FOWNER", "CAP_FSETID", "CAP_KILL", "CAP_SETGID",
        "CAP_SETUID", "CAP_SETPCAP", "CAP_LINUX_IMMUTABLE", "CAP_NET_BIND_SERVICE", "CAP_NET_BROADCAST", "CAP_NET_ADMIN",
        "CAP_NET_RAW", "CAP_IPC_LOCK", "CAP_IPC_OWNER", "CAP_SYS_MODULE", "CAP_SYS_RAWIO", "CAP_SYS_CHROOT", "CAP_SYS_PTRACE",
        "CAP_SYS_PACCT", "CAP_SYS_ADMIN", "CAP_SYS_BOOT", "CAP_SYS_NICE", "CAP_SYS_RESOURCE", "CAP_SYS_TIME",
        "CAP_SYS_TTY_CONFIG", "CAP_MKNOD", "CAP_LEASE", "CAP_AUDIT_WRITE", "CAP_AUDIT_CONTROL", "CAP_SETFCAP",
        "CAP_MAC_OVERRIDE", "CAP_MAC_ADMIN", "CAP_SYSLOG", "CAP_WAKE_ALARM", "CAP_BLOCK_SUSPEND", "CAP_AUDIT_READ",
        "CAP_PERFMON", "CAP_BPF", "CAP_CHECKPOINT_RESTORE",
    ];

    /// <summary>The names by number, with their CAP_ prefix.</summary>
    public static ReadOnlySpan<string> Names => All;

    /// <summary>Every capability that has a name here.</summary>
    public static ulong Known => (1UL << All.Length) - 1;

    /// <summary>The bit of a name in upper case with its prefix; 0 when there is no such capability.</summary>
    public static ulong Bit(string name)
    {
        int number = Array.IndexOf(All, name);
        return number < 0 ? 0 : 1UL << number;
    }

    /// <summary>The bounding set of this process: what a container of it can be given at most.</summary>
    public static ulong ReadBounding() => ParseBounding(File.ReadAllText("/proc/self/status"));

    /// <summary>The CapBnd line of a proc_pid_status(5) file.</summary>
    internal static ulong ParseBounding(string status)
    {
        foreach (ReadOnlySpan<char> line in status.AsSpan().EnumerateLines())
        {
            if (line.StartsWith("CapBnd:"))
            {
                return ulong.Parse(line[7..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture) & Known;
            }
        }

        return 0;
    }
}
