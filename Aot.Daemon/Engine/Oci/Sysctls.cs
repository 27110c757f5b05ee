using System.Text.Json;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>Kernel parameters of a container's own namespaces.</summary>
internal static class Sysctls
{
    private const string PingGroupRange = "net.ipv4.ping_group_range";
    private const string PortStart = "net.ipv4.ip_unprivileged_port_start";

    /// <summary>Writes dockerd's defaults and the user's. In a network namespace of its own a container may ping and use every port.</summary>
    public static void Write(Utf8JsonWriter json, in SpecInput input, HostFacts facts)
    {
        HostConfig hostConfig = input.HostConfig;
        SortedDictionary<string, string>? given = hostConfig.Sysctls;
        json.WriteStartObject("sysctl"u8);
        if (!SharesNetwork(hostConfig))
        {
            if (facts.UnprivilegedPortStart && given?.ContainsKey(PortStart) != true)
            {
                json.WriteString("net.ipv4.ip_unprivileged_port_start"u8, "0"u8);
            }

            if (facts.PingGroupRange && given?.ContainsKey(PingGroupRange) != true)
            {
                json.WriteString("net.ipv4.ping_group_range"u8, "0 2147483647"u8);
            }
        }

        // The runtime spec of these runtimes has no field for the NIS domain name; the sysctl sets it.
        string domainname = input.Domainname ?? input.Config.Domainname;
        if (domainname.Length > 0 && hostConfig.UTSMode != "host" && given?.ContainsKey("kernel.domainname") != true)
        {
            json.WriteString("kernel.domainname"u8, domainname);
        }

        if (given is not null)
        {
            foreach ((string name, string value) in given)
            {
                json.WriteString(name, value);
            }
        }

        json.WriteEndObject();
    }

    /// <summary>Invalid unless every parameter is one of a namespace that the container has for itself.</summary>
    public static void Validate(HostConfig hostConfig)
    {
        foreach ((string name, _) in hostConfig.Sysctls ?? [])
        {
            if (name.StartsWith("net.", StringComparison.Ordinal))
            {
                if (hostConfig.NetworkMode == "host")
                {
                    throw DaemonException.Invalid($"sysctl \"{name}\" not allowed in host network namespace");
                }
            }
            else if (IsIpc(name) ? hostConfig.IpcMode == "host" : name != "kernel.domainname" || hostConfig.UTSMode == "host")
            {
                throw DaemonException.Invalid($"sysctl \"{name}\" is not in a separate kernel namespace");
            }

            // It becomes a path below /proc/sys.
            if (name.Contains("..", StringComparison.Ordinal) || name.Contains('\0'))
            {
                throw DaemonException.Invalid($"sysctl \"{name}\" is not a name");
            }
        }
    }

    private static bool IsIpc(string name) =>
        name is "kernel.msgmax" or "kernel.msgmnb" or "kernel.msgmni" or "kernel.sem" or "kernel.shmall" or "kernel.shmmax" or "kernel.shmmni"
            or "kernel.shm_rmid_forced"
        || name.StartsWith("fs.mqueue.", StringComparison.Ordinal);

    private static bool SharesNetwork(HostConfig hostConfig) =>
        hostConfig.NetworkMode == "host" || hostConfig.NetworkMode.StartsWith("container:", StringComparison.Ordinal);
}
