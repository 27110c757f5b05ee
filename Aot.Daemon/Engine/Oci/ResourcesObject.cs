using System.Text.Json;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Interop;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The `resources` of a container: its limits in the words of cgroup v1, which runtimes translate on v2. What is not limited is not
/// written: dockerd's zeros have no effect.</summary>
internal static class ResourcesObject
{
    // 100 ms, the kernel's default period, of which NanoCpus is a share.
    private const long DefaultPeriod = 100_000;
    private const long NanosecondsASecond = 1_000_000_000;

    public static void Write(Utf8JsonWriter json, HostConfig hostConfig, DeviceSet devices)
    {
        json.WriteStartObject("resources"u8);
        devices.WriteRules(json);
        WriteMemory(json, hostConfig);
        WriteCpu(json, hostConfig);
        // The CLI sends 0 for no limit. dockerd writes -1 then, which crun 1.8.1 passes on to a kernel that refuses it.
        if (hostConfig.PidsLimit is long pids and > 0)
        {
            json.WriteStartObject("pids"u8);
            json.WriteNumber("limit"u8, pids);
            json.WriteEndObject();
        }

        WriteBlockIo(json, hostConfig);
        json.WriteEndObject();
    }

    private static void WriteMemory(Utf8JsonWriter json, HostConfig hostConfig)
    {
        json.WriteStartObject("memory"u8);
        if (hostConfig.Memory > 0)
        {
            json.WriteNumber("limit"u8, hostConfig.Memory);
        }

        if (hostConfig.MemoryReservation > 0)
        {
            json.WriteNumber("reservation"u8, hostConfig.MemoryReservation);
        }

        if (hostConfig.MemorySwap > 0)
        {
            json.WriteNumber("swap"u8, hostConfig.MemorySwap);
        }

        if (hostConfig.MemorySwappiness is long swappiness and >= 0)
        {
            json.WriteNumber("swappiness"u8, swappiness);
        }

        if (hostConfig.OomKillDisable == true)
        {
            json.WriteBoolean("disableOOMKiller"u8, true);
        }

        if (hostConfig.KernelMemory > 0)
        {
            json.WriteNumber("kernel"u8, hostConfig.KernelMemory);
        }

        if (hostConfig.KernelMemoryTCP > 0)
        {
            json.WriteNumber("kernelTCP"u8, hostConfig.KernelMemoryTCP);
        }

        json.WriteEndObject();
    }

    private static void WriteCpu(Utf8JsonWriter json, HostConfig hostConfig)
    {
        json.WriteStartObject("cpu"u8);
        if (hostConfig.CpuShares > 0)
        {
            json.WriteNumber("shares"u8, hostConfig.CpuShares);
        }

        if (hostConfig.NanoCpus > 0)
        {
            json.WriteNumber("period"u8, DefaultPeriod);
            json.WriteNumber("quota"u8, (long)((Int128)hostConfig.NanoCpus * DefaultPeriod / NanosecondsASecond));
        }
        else
        {
            if (hostConfig.CpuPeriod != 0)
            {
                json.WriteNumber("period"u8, hostConfig.CpuPeriod);
            }

            if (hostConfig.CpuQuota != 0)
            {
                json.WriteNumber("quota"u8, hostConfig.CpuQuota);
            }
        }

        if (hostConfig.CpuRealtimePeriod != 0)
        {
            json.WriteNumber("realtimePeriod"u8, hostConfig.CpuRealtimePeriod);
        }

        if (hostConfig.CpuRealtimeRuntime != 0)
        {
            json.WriteNumber("realtimeRuntime"u8, hostConfig.CpuRealtimeRuntime);
        }

        if (hostConfig.CpusetCpus.Length > 0)
        {
            json.WriteString("cpus"u8, hostConfig.CpusetCpus);
        }

        if (hostConfig.CpusetMems.Length > 0)
        {
            json.WriteString("mems"u8, hostConfig.CpusetMems);
        }

        json.WriteEndObject();
    }

    private static void WriteBlockIo(Utf8JsonWriter json, HostConfig hostConfig)
    {
        json.WriteStartObject("blockIO"u8);
        if (hostConfig.BlkioWeight > 0)
        {
            json.WriteNumber("weight"u8, hostConfig.BlkioWeight);
        }

        if (hostConfig.BlkioWeightDevice is { Length: > 0 } weights)
        {
            json.WriteStartArray("weightDevice"u8);
            foreach (WeightDevice weight in weights)
            {
                json.WriteStartObject();
                WriteNumbers(json, weight.Path);
                json.WriteNumber("weight"u8, weight.Weight);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        WriteThrottle(json, "throttleReadBpsDevice"u8, hostConfig.BlkioDeviceReadBps);
        WriteThrottle(json, "throttleWriteBpsDevice"u8, hostConfig.BlkioDeviceWriteBps);
        WriteThrottle(json, "throttleReadIOPSDevice"u8, hostConfig.BlkioDeviceReadIOps);
        WriteThrottle(json, "throttleWriteIOPSDevice"u8, hostConfig.BlkioDeviceWriteIOps);
        json.WriteEndObject();
    }

    private static void WriteThrottle(Utf8JsonWriter json, ReadOnlySpan<byte> name, ThrottleDevice[]? limits)
    {
        if (limits is not { Length: > 0 })
        {
            return;
        }

        json.WriteStartArray(name);
        foreach (ThrottleDevice limit in limits)
        {
            json.WriteStartObject();
            WriteNumbers(json, limit.Path);
            json.WriteNumber("rate"u8, limit.Rate);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteNumbers(Utf8JsonWriter json, string path)
    {
        if (Statx.Call(Statx.AtFdCwd, path, 0, Statx.BasicStats, out Statx.Result stat) != 0)
        {
            throw DaemonException.System($"stat {path}: {Errno.Exception("stat").Message}");
        }

        json.WriteNumber("major"u8, stat.SpecialMajor);
        json.WriteNumber("minor"u8, stat.SpecialMinor);
    }
}
