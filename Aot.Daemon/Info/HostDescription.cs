using System.Globalization;
using System.Runtime.InteropServices;

namespace Aot.Daemon.Info;

/// <summary>What the host says of itself in small files.</summary>
/// <param name="root">Where /proc and /etc are; a test gives its own.</param>
internal sealed class HostDescription(string root = "")
{
    /// <summary>The kernel's release, as of uname -r.</summary>
    public string KernelVersion => FirstLine("/proc/sys/kernel/osrelease");

    public string HostName => FirstLine("/proc/sys/kernel/hostname");

    public bool IPv4Forwarding => FirstLine("/proc/sys/net/ipv4/ip_forward") == "1";

    /// <summary>The kernel can filter system calls (proc_pid_status(5), Seccomp).</summary>
    public bool Seccomp => Line("/proc/self/status", "Seccomp:") is not null;

    public bool CgroupNamespaces => Path.Exists(root + "/proc/self/ns/cgroup");

    /// <summary>Bytes; 0 when unknown.</summary>
    public long MemoryBytes
    {
        get
        {
            // proc_meminfo(5): `MemTotal:       16316412 kB`.
            string[] words = (Line("/proc/meminfo", "MemTotal:") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return words.Length > 0 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) ? kilobytes * 1024 : 0;
        }
    }

    /// <summary>The distribution, for people to read.</summary>
    public string OperatingSystem => OsRelease("PRETTY_NAME") ?? "Linux";

    public string OperatingSystemVersion => OsRelease("VERSION_ID") ?? "";

    /// <summary>As of uname -m.</summary>
    public static string Machine => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "x86_64",
        Architecture.Arm64 => "aarch64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>As Go, and so the Engine API, names it.</summary>
    public static string GoArchitecture => RuntimeInformation.OSArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    /// <summary>os-release(5): /etc first, then /usr/lib.</summary>
    private string? OsRelease(string name)
    {
        string path = Path.Exists(root + "/etc/os-release") ? "/etc/os-release" : "/usr/lib/os-release";
        return Line(path, name + "=")?.Trim('"', '\'');
    }

    private string FirstLine(string path) => Lines(path) is [var first, ..] ? first.Trim() : "";

    private string? Line(string path, string beginning)
    {
        foreach (string line in Lines(path))
        {
            if (line.StartsWith(beginning, StringComparison.Ordinal))
            {
                return line[beginning.Length..].Trim();
            }
        }

        return null;
    }

    private string[] Lines(string path)
    {
        try
        {
            return File.ReadAllLines(root + path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
