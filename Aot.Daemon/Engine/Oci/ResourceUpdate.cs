using System.Buffers;
using System.Text.Json;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The `linux.resources` that change the limits of a running container, in the words of cgroup v1 as <see cref="ResourcesObject"/>'s. What has no limit
/// is given one that does not limit: to leave it out would leave it as it is.</summary>
internal static class ResourceUpdate
{
    // The kernel's defaults.
    private const long DefaultShares = 1024;
    private const long DefaultPeriod = 100_000;
    private const long DefaultBlkioWeight = 100;
    private const long NanosecondsASecond = 1_000_000_000;

    /// <summary>What pids.max takes at most. No host can have more processes, and crun 1.8.1 does not know of `max`.</summary>
    private const long MostPids = 4_194_304;

    /// <summary>UTF-8 JSON.</summary>
    /// <param name="asked">Which limits to write: those that are not zero, empty or null here.</param>
    /// <param name="values">What they are to be.</param>
    public static ReadOnlyMemory<byte> Write(HostConfig asked, HostConfig values, HostFacts facts)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        WriteMemory(json, asked, values, facts);
        WriteCpu(json, asked, values, facts);
        if (asked.PidsLimit is not null)
        {
            json.WriteStartObject("pids"u8);
            json.WriteNumber("limit"u8, values.PidsLimit is long limit and > 0 ? Math.Min(limit, MostPids) : MostPids);
            json.WriteEndObject();
        }

        if (asked.BlkioWeight != 0)
        {
            json.WriteStartObject("blockIO"u8);
            json.WriteNumber("weight"u8, values.BlkioWeight != 0 ? values.BlkioWeight : DefaultBlkioWeight);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }

    private static void WriteMemory(Utf8JsonWriter json, HostConfig asked, HostConfig values, HostFacts facts)
    {
        json.WriteStartObject("memory"u8);
        if (asked.Memory != 0 || asked.MemorySwap != 0)
        {
            // Both: version 2 limits the swap alone, which is the difference of the two.
            json.WriteNumber("limit"u8, values.Memory != 0 ? values.Memory : -1);
            if (facts.SwapLimit)
            {
                json.WriteNumber("swap"u8, values.MemorySwap != 0 ? values.MemorySwap : -1);
            }
        }

        if (asked.MemoryReservation != 0)
        {
            // None: on version 1 a limit that is never passed; on version 2, where it is what is protected, less than a page.
            json.WriteNumber("reservation"u8, values.MemoryReservation != 0 ? values.MemoryReservation : facts.Cgroups.IsUnified ? 1 : -1);
        }

        json.WriteEndObject();
    }

    private static void WriteCpu(Utf8JsonWriter json, HostConfig asked, HostConfig values, HostFacts facts)
    {
        json.WriteStartObject("cpu"u8);
        if (asked.CpuShares != 0)
        {
            json.WriteNumber("shares"u8, values.CpuShares != 0 ? values.CpuShares : DefaultShares);
        }

        if (asked.NanoCpus != 0 || asked.CpuPeriod != 0 || asked.CpuQuota != 0)
        {
            bool nano = values.NanoCpus > 0;
            json.WriteNumber("period"u8, nano || values.CpuPeriod == 0 ? DefaultPeriod : values.CpuPeriod);
            json.WriteNumber(
                "quota"u8,
                nano ? (long)((Int128)values.NanoCpus * DefaultPeriod / NanosecondsASecond) : values.CpuQuota != 0 ? values.CpuQuota : -1);
        }

        if (asked.CpuRealtimePeriod != 0)
        {
            json.WriteNumber("realtimePeriod"u8, values.CpuRealtimePeriod);
        }

        if (asked.CpuRealtimeRuntime != 0)
        {
            json.WriteNumber("realtimeRuntime"u8, values.CpuRealtimeRuntime);
        }

        if (asked.CpusetCpus.Length > 0)
        {
            json.WriteString("cpus"u8, values.CpusetCpus.Length > 0 ? values.CpusetCpus : facts.Cpus);
        }

        if (asked.CpusetMems.Length > 0)
        {
            json.WriteString("mems"u8, values.CpusetMems.Length > 0 ? values.CpusetMems : facts.Mems);
        }

        json.WriteEndObject();
    }
}
