using System.Runtime.InteropServices;

namespace Aot.Daemon.Linux;

/// <summary>What the host can do, read once when the daemon starts and passed to whoever needs it.</summary>
internal sealed record HostFacts
{
    public required Cgroups Cgroups { get; init; }

    /// <summary>CPUs that can be used.</summary>
    public required int CpuCount { get; init; }

    /// <summary>The CPUs and memory nodes that containers may be bound to, in the kernel's list format; empty when unknown.</summary>
    public required string Cpus { get; init; }

    public required string Mems { get; init; }

    /// <summary>The kernel's major and minor version.</summary>
    public required Version Kernel { get; init; }

    public required Architecture Architecture { get; init; }

    /// <summary>Capabilities that a container can be given, by number.</summary>
    public required ulong Capabilities { get; init; }

    /// <summary>The host has a swap limit for groups of processes.</summary>
    public bool SwapLimit { get; init; }

    public bool Swappiness { get; init; }

    public bool OomKillDisable { get; init; }

    public bool KernelMemory { get; init; }

    public bool BlkioWeight { get; init; }

    public bool BlkioWeightDevice { get; init; }

    /// <summary>net.ipv4.ping_group_range exists.</summary>
    public bool PingGroupRange { get; init; }

    /// <summary>net.ipv4.ip_unprivileged_port_start exists.</summary>
    public bool UnprivilegedPortStart { get; init; }

    public bool MemoryLimit => Cgroups.Has("memory");

    public bool CpuLimit => Cgroups.Has("cpu");

    public bool Cpuset => Cgroups.Has("cpuset");

    public bool PidsLimit => Cgroups.Has("pids");

    public bool BlkioThrottle => Cgroups.Has(Cgroups.IsUnified ? "io" : "blkio");

    /// <summary>Reads them; some tens of small files.</summary>
    public static HostFacts Read()
    {
        Cgroups cgroups = Cgroups.Read();
        bool unified = cgroups.IsUnified;
        string memory = Mountpoint(cgroups, "memory");
        string blkio = Mountpoint(cgroups, "blkio");
        string cpuset = Mountpoint(cgroups, "cpuset");
        return new HostFacts
        {
            Cgroups = cgroups,
            CpuCount = Environment.ProcessorCount,
            Cpus = Text(cpuset + (unified ? "/cpuset.cpus.effective" : "/cpuset.cpus")),
            Mems = Text(cpuset + (unified ? "/cpuset.mems.effective" : "/cpuset.mems")),
            Kernel = KernelVersion(Text("/proc/sys/kernel/osrelease")),
            Architecture = RuntimeInformation.OSArchitecture,
            Capabilities = Linux.Capabilities.ReadBounding(),
            SwapLimit = unified ? cgroups.Has("memory") && HasV2SwapLimit(memory, Text("/proc/self/cgroup")) : File.Exists(memory + "/memory.memsw.limit_in_bytes"),
            Swappiness = !unified && File.Exists(memory + "/memory.swappiness"),
            OomKillDisable = !unified && File.Exists(memory + "/memory.oom_control"),
            KernelMemory = !unified && File.Exists(memory + "/memory.kmem.limit_in_bytes"),
            BlkioWeight = unified ? cgroups.Has("io") : File.Exists(blkio + "/blkio.weight"),
            BlkioWeightDevice = unified ? cgroups.Has("io") : File.Exists(blkio + "/blkio.weight_device"),
            PingGroupRange = File.Exists("/proc/sys/net/ipv4/ping_group_range"),
            UnprivilegedPortStart = File.Exists("/proc/sys/net/ipv4/ip_unprivileged_port_start"),
        };
    }

    /// <summary>`6.1.0-18-amd64` as 6.1.</summary>
    internal static Version KernelVersion(string release)
    {
        string[] parts = release.Split('.', '-', '+');
        return parts.Length >= 2 && int.TryParse(parts[0], out int major) && int.TryParse(parts[1], out int minor)
            ? new Version(major, minor)
            : new Version(0, 0);
    }

    /// <summary>Kernels before 6.1 have no swap limit when booted without swap accounting, the default of some distributions. The root
    /// cgroup has no memory files either way, so this process's own cgroup or one below the root tells; where none has the
    /// controller yet, the limit is taken to be there.</summary>
    /// <param name="own">/proc/self/cgroup (cgroups(7)): `0::/path`.</param>
    internal static bool HasV2SwapLimit(string root, string own)
    {
        string path = own.Split('\n').FirstOrDefault(line => line.StartsWith("0::/", StringComparison.Ordinal)) is { } line ? line[3..] : "/";
        string[] folders = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
        string? witness = folders.Prepend(root + path).FirstOrDefault(folder => File.Exists(folder + "/memory.max"));
        return witness is null || File.Exists(witness + "/memory.swap.max");
    }

    private static string Mountpoint(Cgroups cgroups, string controller) =>
        cgroups.IsUnified
            ? cgroups.V2Mountpoint ?? ""
            : cgroups.V1Mountpoints.GetValueOrDefault(controller, "/nonexistent");

    private static string Text(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (IOException)
        {
            return "";
        }
    }
}
