using Aot.Daemon.Linux;

namespace Aot.Daemon.Info;

/// <summary>What the host cannot do to containers, in dockerd's words.</summary>
internal static class HostWarnings
{
    public static string[] Of(HostFacts host)
    {
        var warnings = new List<string>();
        Add(!host.MemoryLimit, "WARNING: No memory limit support");
        Add(!host.SwapLimit, "WARNING: No swap limit support");
        Add(!host.OomKillDisable && !host.Cgroups.IsUnified, "WARNING: No oom kill disable support");
        Add(!host.CpuLimit, "WARNING: No cpu cfs quota support");
        Add(!host.CpuLimit, "WARNING: No cpu cfs period support");
        Add(!host.CpuLimit, "WARNING: No cpu shares support");
        Add(!host.Cpuset, "WARNING: No cpuset support");
        Add(!host.PidsLimit, "WARNING: No pids limit support");
        return [.. warnings];

        void Add(bool missing, string warning)
        {
            if (missing)
            {
                warnings.Add(warning);
            }
        }
    }
}
