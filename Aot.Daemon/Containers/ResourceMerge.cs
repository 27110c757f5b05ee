using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What an update makes of a container's host configuration: limits and restart policy that are given replace those that are.</summary>
internal static class ResourceMerge
{
    /// <summary>The new configuration. Conflict, in dockerd's words, for what does not go together. A limit of swap includes the memory: one without a limit of memory,
    /// or below it, is System, the kind of what a runtime refuses. Not all refuse it on cgroup v2, and a container that does not run would never start again.</summary>
    /// <param name="asked">Zero, empty and null mean not given; what is no limit and no policy is not looked at.</param>
    public static HostConfig Apply(HostConfig present, HostConfig asked)
    {
        Require(asked.NanoCpus <= 0 || present.CpuPeriod <= 0, "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been set");
        Require(asked.NanoCpus <= 0 || present.CpuQuota <= 0, "Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been set");
        Require(asked.CpuPeriod <= 0 || present.NanoCpus <= 0, "Conflicting options: CPU Period cannot be updated as NanoCPUs has already been set");
        Require(asked.CpuQuota <= 0 || present.NanoCpus <= 0, "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been set");
        Require(
            asked.Memory == 0 || asked.MemorySwap != 0 || asked.Memory <= present.MemorySwap,
            "Memory limit should be smaller than already set memoryswap limit, update the memoryswap at the same time");
        bool hasPolicy = asked.RestartPolicy is { Name.Length: > 0 };
        Require(
            !hasPolicy || !present.AutoRemove || asked.RestartPolicy!.Name == "no",
            "Restart policy cannot be updated because AutoRemove is enabled for the container");
        HostConfig merged = present with
        {
            BlkioWeight = asked.BlkioWeight != 0 ? asked.BlkioWeight : present.BlkioWeight,
            CpuShares = Given(asked.CpuShares, present.CpuShares),
            NanoCpus = Given(asked.NanoCpus, present.NanoCpus),
            CpuPeriod = Given(asked.CpuPeriod, present.CpuPeriod),
            CpuQuota = Given(asked.CpuQuota, present.CpuQuota),
            CpuRealtimePeriod = Given(asked.CpuRealtimePeriod, present.CpuRealtimePeriod),
            CpuRealtimeRuntime = Given(asked.CpuRealtimeRuntime, present.CpuRealtimeRuntime),
            CpusetCpus = asked.CpusetCpus.Length > 0 ? asked.CpusetCpus : present.CpusetCpus,
            CpusetMems = asked.CpusetMems.Length > 0 ? asked.CpusetMems : present.CpusetMems,
            Memory = Given(asked.Memory, present.Memory),
            MemorySwap = Given(asked.MemorySwap, present.MemorySwap),
            MemoryReservation = Given(asked.MemoryReservation, present.MemoryReservation),
            PidsLimit = asked.PidsLimit ?? present.PidsLimit,
            RestartPolicy = hasPolicy ? asked.RestartPolicy : present.RestartPolicy,
        };
        if (asked.MemorySwap > 0 && (merged.Memory <= 0 || merged.MemorySwap < merged.Memory))
        {
            throw DaemonException.System(merged.Memory <= 0
                ? "You should always set the Memory limit when using Memoryswap limit, see usage"
                : "Minimum memoryswap limit should be larger than memory limit, see usage");
        }

        return merged;
    }

    /// <summary>Whether a limit is given at all.</summary>
    public static bool HasLimits(HostConfig asked) => asked.BlkioWeight != 0 || asked.CpuShares != 0 || asked.NanoCpus != 0 || asked.CpuPeriod != 0
        || asked.CpuQuota != 0 || asked.CpuRealtimePeriod != 0 || asked.CpuRealtimeRuntime != 0 || asked.CpusetCpus.Length > 0
        || asked.CpusetMems.Length > 0 || asked.Memory != 0 || asked.MemorySwap != 0 || asked.MemoryReservation != 0 || asked.PidsLimit is not null;

    private static long Given(long asked, long present) => asked != 0 ? asked : present;

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw DaemonException.Conflict(message);
        }
    }
}
