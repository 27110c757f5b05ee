using System.Text.Json;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;

namespace Aot.Daemon.Engine.Oci;

/// <summary>The namespaces that a container gets: new, joined by path, or left out to share the host's.</summary>
internal static class NamespacesArray
{
    public static void Write(Utf8JsonWriter json, in SpecInput input, HostFacts facts)
    {
        HostConfig hostConfig = input.HostConfig;
        json.WriteStartArray("namespaces"u8);
        Write(json, "mount"u8, null);
        if (hostConfig.NetworkMode != "host")
        {
            Write(json, "network"u8, input.NetworkNamespacePath);
        }

        if (hostConfig.UTSMode != "host")
        {
            Write(json, "uts"u8, null);
        }

        if (hostConfig.PidMode != "host")
        {
            Write(json, "pid"u8, input.PidNamespacePath);
        }

        if (hostConfig.IpcMode != "host")
        {
            Write(json, "ipc"u8, input.IpcNamespacePath);
        }

        if (IsCgroupPrivate(hostConfig, facts))
        {
            Write(json, "cgroup"u8, null);
        }

        json.WriteEndArray();
    }

    /// <summary>dockerd's default: private on cgroup v2, the host's on v1.</summary>
    private static bool IsCgroupPrivate(HostConfig hostConfig, HostFacts facts) =>
        hostConfig.CgroupnsMode.Length == 0 ? facts.Cgroups.IsUnified : hostConfig.CgroupnsMode == "private";

    private static void Write(Utf8JsonWriter json, ReadOnlySpan<byte> type, string? path)
    {
        json.WriteStartObject();
        json.WriteString("type"u8, type);
        if (path is not null)
        {
            json.WriteString("path"u8, path);
        }

        json.WriteEndObject();
    }
}
