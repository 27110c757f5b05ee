using System.Text.Json;
using Aot.Daemon.Containers.Contracts;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The paths of /proc and /sys that a container does not see, or only reads.</summary>
internal static class HiddenPaths
{
    /// <summary>dockerd 20.10's, and /sys/devices/virtual/powercap (CVE-2020-8694: power figures tell other processes' secrets),
    /// which dockerd masks since 24.0.</summary>
    public static readonly string[] Masked =
    [
        "/proc/asound", "/proc/acpi", "/proc/kcore", "/proc/keys", "/proc/latency_stats", "/proc/timer_list", "/proc/timer_stats",
        "/proc/sched_debug", "/proc/scsi", "/sys/firmware", "/sys/devices/virtual/powercap",
    ];

    public static readonly string[] ReadOnly = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"];

    /// <summary>Writes both lists; the container's own where it has them, which may be empty (systempaths=unconfined).</summary>
    public static void Write(Utf8JsonWriter json, HostConfig hostConfig)
    {
        Write(json, "maskedPaths"u8, hostConfig.MaskedPaths ?? Masked);
        Write(json, "readonlyPaths"u8, hostConfig.ReadonlyPaths ?? ReadOnly);
    }

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> name, string[] paths)
    {
        json.WriteStartArray(name);
        foreach (string path in paths)
        {
            json.WriteStringValue(path);
        }

        json.WriteEndArray();
    }
}
