using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>Checks the limits of a create or update request, in dockerd's words.</summary>
internal static class ResourceValidation
{
    private const long MinMemory = 6 * 1024 * 1024;
    private const long NanosecondsASecond = 1_000_000_000;

    /// <param name="isUpdate">What is not given is left as it is: a swap limit may come without one of memory.</param>
    public static void Validate(HostConfig config, HostFacts facts, bool isUpdate = false)
    {
        ValidateMemory(config, isUpdate);
        ValidateCpu(config, facts);
        ValidateCpuset(config.CpusetCpus, facts.Cpus, "Requested CPUs", "cpuset cpus");
        ValidateCpuset(config.CpusetMems, facts.Mems, "Requested memory nodes", "cpuset mems");
        Require(
            config.BlkioWeight == 0 || !facts.BlkioWeight || config.BlkioWeight is >= 10 and <= 1000,
            "Range of blkio weight is from 10 to 1000");
        Require(config.IOMaximumIOps == 0, "Invalid QoS settings: linux does not support configuration of maximum IOPs");
        Require(config.IOMaximumBandwidth == 0, "Invalid QoS settings: linux does not support configuration of maximum bandwidth");
    }

    private static void ValidateMemory(HostConfig config, bool isUpdate)
    {
        Require(config.Memory is 0 or >= MinMemory, "Minimum memory limit allowed is 6MB");
        Require(
            config.Memory == 0 || config.MemorySwap <= 0 || config.MemorySwap >= config.Memory,
            "Minimum memoryswap limit should be larger than memory limit, see usage");
        Require(
            isUpdate || config.Memory != 0 || config.MemorySwap <= 0,
            "You should always set the Memory limit when using Memoryswap limit, see usage");
        Require(
            config.MemorySwappiness is null or -1 or (>= 0 and <= 100),
            $"Invalid value: {config.MemorySwappiness}, valid memory swappiness range is 0-100");
        Require(config.MemoryReservation is 0 or >= MinMemory, "Minimum memory reservation allowed is 6MB");
        Require(
            config.Memory == 0 || config.MemoryReservation == 0 || config.Memory >= config.MemoryReservation,
            "Minimum memory limit can not be less than memory reservation limit, see usage");
        Require(config.KernelMemory is 0 or >= MinMemory, "Minimum kernel memory limit allowed is 6MB");
    }

    private static void ValidateCpu(HostConfig config, HostFacts facts)
    {
        Require(config.NanoCpus <= 0 || config.CpuPeriod <= 0, "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        Require(config.NanoCpus <= 0 || config.CpuQuota <= 0, "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        Require(
            config.NanoCpus <= 0 || facts.CpuLimit,
            "NanoCPUs can not be set, as your kernel does not support CPU CFS scheduler or the cgroup is not mounted");
        Require(
            config.NanoCpus >= 0 && config.NanoCpus <= facts.CpuCount * NanosecondsASecond,
            $"Range of CPUs is from 0.01 to {facts.CpuCount}.00, as there are only {facts.CpuCount} CPUs available");
        Require(
            config.CpuPeriod is 0 or (>= 1000 and <= 1_000_000),
            "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        Require(config.CpuQuota is <= 0 or >= 1000, "CPU cfs quota can not be less than 1ms (i.e. 1000)");
        Require(config.CpuShares >= 0, "shares: invalid argument");
    }

    private static void ValidateCpuset(string wanted, string available, string what, string field)
    {
        if (wanted.Length == 0)
        {
            return;
        }

        if (!CpuList.TryParse(wanted, out HashSet<int> wantedNumbers))
        {
            throw DaemonException.Invalid($"Invalid value {wanted} for {field}: invalid format: {wanted}");
        }

        if (available.Length > 0 && CpuList.TryParse(available, out HashSet<int> numbers) && !wantedNumbers.IsSubsetOf(numbers))
        {
            throw DaemonException.Invalid($"{what} are not available - requested {wanted}, available: {available}");
        }
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw DaemonException.Invalid(message);
        }
    }
}
