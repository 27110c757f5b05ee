using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Engine.Oci;

/// <summary>Checks a create request as dockerd does, in its words, against what this host can do. The names of the other containers in
/// container:ID modes, the runtime, the stop signal and the log options are their features' to check.</summary>
internal static class HostConfigValidation
{
    /// <summary>As the other, for a request whose image adds nothing.</summary>
    public static void Validate(ContainerConfig config, HostConfig hostConfig, HostFacts facts) => Validate(config, config, hostConfig, facts);

    /// <summary>Invalid (400) for what is wrong, NotImplemented (501) for what is not built.</summary>
    /// <param name="requested">As the client sent it, before the host name is filled in: an image's exposed ports, or a made-up host
    /// name, do not conflict with a shared network.</param>
    /// <param name="config">Merged with the image's: what will run.</param>
    public static void Validate(ContainerConfig requested, ContainerConfig config, HostConfig hostConfig, HostFacts facts)
    {
        NullElements.Refuse(requested, hostConfig);
        ValidateConfig(config);
        CapabilityRules.Validate(hostConfig, facts.Capabilities);
        ValidateRestartPolicy(hostConfig.RestartPolicy);
        Require(
            !hostConfig.AutoRemove || hostConfig.RestartPolicy is null or { Name: "" or "no" },
            "can't create 'AutoRemove' container with restart policy");
        ResourceValidation.Validate(hostConfig, facts);
        ValidateModes(requested, hostConfig);
        Require(hostConfig.ShmSize >= 0, "SHM size can not be less than 0");
        Require(
            hostConfig.OomScoreAdj is >= -1000 and <= 1000,
            $"Invalid value {hostConfig.OomScoreAdj}, range for oom score adj is [-1000, 1000]");
        Require(
            hostConfig.Isolation is "" or "default" || hostConfig.Isolation.Equals("default", StringComparison.OrdinalIgnoreCase),
            $"Invalid isolation: \"{hostConfig.Isolation}\" - linux only supports 'default'");
        SecurityOptions security = SecurityOptions.Of(hostConfig);
        if (security.Seccomp is not (null or SecurityOptions.Unconfined))
        {
            SeccompProfile.Validate(security.Seccomp, facts);
        }

        Sysctls.Validate(hostConfig);
        ValidateDevices(hostConfig);
        ValidateUlimits(hostConfig);
        ValidateMounts(config, hostConfig);
        NetworkValidation.Validate(requested, hostConfig);
        if (hostConfig.StorageOpt is { Count: > 0 })
        {
            throw DaemonException.Invalid("--storage-opt is supported only for overlay over xfs with 'pquota' mount option");
        }
    }

    private static void ValidateConfig(ContainerConfig config)
    {
        Require(
            config.WorkingDir.Length == 0 || config.WorkingDir.StartsWith('/'),
            $"the working directory '{config.WorkingDir}' is invalid, it needs to be an absolute path");
        foreach (string variable in config.Env ?? [])
        {
            Require(variable.Length > 0 && variable[0] != '=' && !variable.Contains('\0'), "invalid environment variable: " + variable);
        }
    }

    /// <summary>Null is no policy.</summary>
    public static void ValidateRestartPolicy(RestartPolicy? policy)
    {
        string name = policy?.Name ?? "";
        int retries = policy?.MaximumRetryCount ?? 0;
        switch (name)
        {
            case "always" or "unless-stopped" or "no":
                Require(retries == 0, $"maximum retry count cannot be used with restart policy '{name}'");
                break;
            case "on-failure":
                Require(retries >= 0, "maximum retry count cannot be negative");
                break;
            default:
                Require(name.Length == 0, $"invalid restart policy '{name}'");
                break;
        }
    }

    /// <summary>dockerd 20.10 lets wrong IPC, PID and UTS modes through to the start; later ones, and this, do not.</summary>
    private static void ValidateModes(ContainerConfig requested, HostConfig hostConfig)
    {
        Require(hostConfig.IpcMode is "" or "none" or "private" or "shareable" or "host" || IsContainer(hostConfig.IpcMode), "invalid IPC mode: " + hostConfig.IpcMode);
        Require(hostConfig.PidMode is "" or "host" || IsContainer(hostConfig.PidMode), "invalid PID mode: " + hostConfig.PidMode);
        Require(hostConfig.UTSMode is "" or "host", "invalid UTS mode: " + hostConfig.UTSMode);
        Require(hostConfig.CgroupnsMode is "" or "private" or "host", "invalid cgroup namespace mode: " + hostConfig.CgroupnsMode);
        // User namespaces are not remapped, so that the host's is what every container has.
        Require(hostConfig.UsernsMode is "" or "host", "invalid user namespace mode: " + hostConfig.UsernsMode);
        Require(hostConfig.UTSMode != "host" || requested.Hostname.Length == 0, "conflicting options: hostname and the UTS mode");
    }

    private static void ValidateDevices(HostConfig hostConfig)
    {
        foreach (DeviceMapping device in hostConfig.Devices ?? [])
        {
            Require(
                device.CgroupPermissions.Length == 0 || DeviceRule.IsAccess(device.CgroupPermissions),
                "invalid device mode: " + device.CgroupPermissions);
            Require(device.PathOnHost.StartsWith('/'), $"'{device.PathOnHost}' is not an absolute path");
            Require(
                device.PathInContainer.Length == 0 || device.PathInContainer.StartsWith('/'),
                $"'{device.PathInContainer}' is not an absolute path");
        }

        foreach (string rule in hostConfig.DeviceCgroupRules ?? [])
        {
            DeviceRule.Parse(rule);
        }

        foreach (DeviceRequest request in hostConfig.DeviceRequests ?? [])
        {
            string capabilities = string.Join(" ", Array.ConvertAll(request.Capabilities ?? [], set => $"[{string.Join(' ', set)}]"));
            throw DaemonException.System($"could not select device driver \"{request.Driver}\" with capabilities: [{capabilities}]");
        }
    }

    private static void ValidateUlimits(HostConfig hostConfig)
    {
        foreach (Ulimit limit in hostConfig.Ulimits ?? [])
        {
            Require(
                limit.Name is "as" or "core" or "cpu" or "data" or "fsize" or "locks" or "memlock" or "msgqueue" or "nice" or "nofile" or "nproc"
                    or "rss" or "rtprio" or "rttime" or "sigpending" or "stack",
                "invalid ulimit type: " + limit.Name);
            Require(
                limit.Hard == -1 || (limit.Soft != -1 && limit.Soft <= limit.Hard),
                $"ulimit soft limit must be less than or equal to hard limit: {limit.Soft} > {limit.Hard}");
        }
    }

    private static void ValidateMounts(ContainerConfig config, HostConfig hostConfig)
    {
        IReadOnlyList<PlannedMount> mounts = MountPlan.Of(config, hostConfig);
        MountPlan.RequireSources(mounts);
        foreach (PlannedMount mount in mounts)
        {
            if (mount.IsTmpfs)
            {
                TmpfsFlags.Merge(mount.TmpfsOptions);
            }
        }
    }

    private static bool IsContainer(string mode) => mode.StartsWith("container:", StringComparison.Ordinal) && mode.Length > "container:".Length;

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw DaemonException.Invalid(message);
        }
    }
}
