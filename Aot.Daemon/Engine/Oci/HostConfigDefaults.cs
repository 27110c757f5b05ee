using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Engine.Oci;

/// <summary>Completes a create request as dockerd does, so that what is stored, and inspected, is what will run.</summary>
internal static class HostConfigDefaults
{
    private const long MinCpuShares = 2;
    private const long MaxCpuShares = 262144;

    /// <summary>Fills in what was left open and drops what the host cannot do, with a warning for the client each.</summary>
    public static HostConfig Apply(HostConfig hostConfig, SpecDefaults defaults, HostFacts facts, List<string> warnings)
    {
        HostConfig result = hostConfig with
        {
            ShmSize = hostConfig.ShmSize == 0 ? defaults.ShmSize : hostConfig.ShmSize,
            IpcMode = hostConfig.IpcMode.Length == 0 ? defaults.IpcMode : hostConfig.IpcMode,
            CgroupnsMode = hostConfig.CgroupnsMode.Length == 0 ? CgroupNamespace(hostConfig, defaults, facts) : hostConfig.CgroupnsMode,
            CpuShares = hostConfig.CpuShares <= 0 ? 0 : Math.Clamp(hostConfig.CpuShares, MinCpuShares, MaxCpuShares),
            OomKillDisable = hostConfig.OomKillDisable ?? false,
            // -1 is what old clients send for "not given".
            MemorySwappiness = hostConfig.MemorySwappiness == -1 ? null : hostConfig.MemorySwappiness,
            MaskedPaths = hostConfig.Privileged ? hostConfig.MaskedPaths : hostConfig.MaskedPaths ?? HiddenPaths.Masked,
            ReadonlyPaths = hostConfig.Privileged ? hostConfig.ReadonlyPaths : hostConfig.ReadonlyPaths ?? HiddenPaths.ReadOnly,
            CpuPercent = 0,
            CpuCount = 0,
        };
        if (result.Memory > 0 && result.MemorySwap == 0)
        {
            result = result with { MemorySwap = result.Memory > long.MaxValue / 2 ? -1 : result.Memory * 2 };
        }

        return DropUnsupported(result, facts, warnings);
    }

    /// <summary>Drops the limits that the host does not have, with a warning each.</summary>
    public static HostConfig DropUnsupported(HostConfig hostConfig, HostFacts facts, List<string> warnings) =>
        BlockIo(Cpu(Memory(hostConfig, facts, warnings), facts, warnings), facts, warnings);

    // As dockerd: a privileged container on cgroup v1 sees the host's, whatever the daemon's default.
    private static string CgroupNamespace(HostConfig hostConfig, SpecDefaults defaults, HostFacts facts) => facts.Cgroups.IsUnified
        ? (defaults.CgroupnsMode.Length == 0 ? "private" : defaults.CgroupnsMode)
        : (defaults.CgroupnsMode.Length == 0 || hostConfig.Privileged ? "host" : defaults.CgroupnsMode);

    private static HostConfig Memory(HostConfig config, HostFacts facts, List<string> warnings)
    {
        if (config.Memory > 0 && !facts.MemoryLimit)
        {
            warnings.Add("Your kernel does not support memory limit capabilities or the cgroup is not mounted. Limitation discarded.");
            config = config with { Memory = 0, MemorySwap = -1 };
        }

        if (config.Memory > 0 && config.MemorySwap != -1 && !facts.SwapLimit)
        {
            warnings.Add("Your kernel does not support swap limit capabilities or the cgroup is not mounted. Memory limited without swap.");
            config = config with { MemorySwap = -1 };
        }

        if (config.MemorySwappiness is not null && !facts.Swappiness)
        {
            warnings.Add("Your kernel does not support memory swappiness capabilities or the cgroup is not mounted. Memory swappiness discarded.");
            config = config with { MemorySwappiness = null };
        }

        if (config.MemoryReservation > 0 && !facts.MemoryLimit)
        {
            warnings.Add("Your kernel does not support memory soft limit capabilities or the cgroup is not mounted. Limitation discarded.");
            config = config with { MemoryReservation = 0 };
        }

        if ((config.KernelMemory > 0 || config.KernelMemoryTCP > 0) && !facts.KernelMemory)
        {
            warnings.Add("Your kernel does not support kernel memory limit capabilities or the cgroup is not mounted. Limitation discarded.");
            config = config with { KernelMemory = 0, KernelMemoryTCP = 0 };
        }

        if (config.OomKillDisable == true && !facts.OomKillDisable)
        {
            warnings.Add("Your kernel does not support OomKillDisable. OomKillDisable discarded.");
            config = config with { OomKillDisable = null };
        }

        if (config.OomKillDisable == true && config.Memory == 0)
        {
            warnings.Add(
                "OOM killer is disabled for the container, but no memory limit is set, this can result in the system running out of resources.");
        }

        return config;
    }

    private static HostConfig Cpu(HostConfig config, HostFacts facts, List<string> warnings)
    {
        if (config.PidsLimit is > 0 && !facts.PidsLimit)
        {
            warnings.Add("Your kernel does not support PIDs limit capabilities or the cgroup is not mounted. PIDs limit discarded.");
            config = config with { PidsLimit = null };
        }

        if (config.CpuShares > 0 && !facts.CpuLimit)
        {
            warnings.Add("Your kernel does not support CPU shares or the cgroup is not mounted. Shares discarded.");
            config = config with { CpuShares = 0 };
        }

        if ((config.CpuPeriod != 0 || config.CpuQuota != 0) && !facts.CpuLimit)
        {
            warnings.Add("Your kernel does not support CPU CFS scheduler. CPU period/quota discarded.");
            config = config with { CpuPeriod = 0, CpuQuota = 0 };
        }

        if ((config.CpusetCpus.Length > 0 || config.CpusetMems.Length > 0) && !facts.Cpuset)
        {
            warnings.Add("Your kernel does not support cpuset or the cgroup is not mounted. Cpuset discarded.");
            config = config with { CpusetCpus = "", CpusetMems = "" };
        }

        return config;
    }

    private static HostConfig BlockIo(HostConfig config, HostFacts facts, List<string> warnings)
    {
        if (config.BlkioWeight > 0 && !facts.BlkioWeight)
        {
            warnings.Add("Your kernel does not support Block I/O weight or the cgroup is not mounted. Weight discarded.");
            config = config with { BlkioWeight = 0 };
        }

        if (config.BlkioWeightDevice is { Length: > 0 } && !facts.BlkioWeightDevice)
        {
            warnings.Add("Your kernel does not support Block I/O weight_device or the cgroup is not mounted. Weight-device discarded.");
            config = config with { BlkioWeightDevice = [] };
        }

        if (facts.BlkioThrottle)
        {
            return config;
        }

        return config with
        {
            BlkioDeviceReadBps = Drop(config.BlkioDeviceReadBps, "BPS Block I/O read limit", "Block I/O BPS read limit"),
            BlkioDeviceWriteBps = Drop(config.BlkioDeviceWriteBps, "BPS Block I/O write limit", "Block I/O BPS write limit"),
            BlkioDeviceReadIOps = Drop(config.BlkioDeviceReadIOps, "IOPS Block read limit", "Block I/O IOPS read limit"),
            BlkioDeviceWriteIOps = Drop(config.BlkioDeviceWriteIOps, "IOPS Block write limit", "Block I/O IOPS write limit"),
        };

        ThrottleDevice[]? Drop(ThrottleDevice[]? limits, string what, string discarded)
        {
            if (limits is not { Length: > 0 })
            {
                return limits;
            }

            warnings.Add($"Your kernel does not support {what} or the cgroup is not mounted. {discarded} discarded.");
            return [];
        }
    }
}
