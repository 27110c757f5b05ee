using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What a container gets where neither request nor image says; written into its record, so that a later change of the daemon's
/// configuration does not change it.</summary>
internal static class ContainerDefaults
{
    public static HostConfig Apply(HostConfig asked, DaemonConfig configuration) => asked with
    {
        NetworkMode = asked.NetworkMode.Length == 0 ? "default" : asked.NetworkMode,
        ShmSize = asked.ShmSize == 0 ? configuration.DefaultShmSize : asked.ShmSize,
        IpcMode = asked.IpcMode.Length == 0 ? "private" : asked.IpcMode,
        RestartPolicy = asked.RestartPolicy is { Name.Length: > 0 } policy ? policy : new RestartPolicy { Name = "no" },
        LogConfig = ApplyLog(asked.LogConfig, configuration),
        Ulimits = ApplyUlimits(asked.Ulimits, configuration),
        CgroupParent = asked.CgroupParent.Length == 0 ? configuration.CgroupParent : asked.CgroupParent,
        Init = asked.Init ?? (configuration.Init ? true : null),
        ConsoleSize = asked.ConsoleSize is [_, _] ? asked.ConsoleSize : [0, 0],
    };

    /// <summary>The hostname of a container that was given none: the host's where it shares the host's, else the short id.</summary>
    public static ContainerConfig ApplyHostname(ContainerConfig config, HostConfig host, string id)
    {
        if (config.Hostname.Length > 0)
        {
            return config;
        }

        return config with
        {
            Hostname = host.NetworkMode == "host" || host.UTSMode == "host" ? Environment.MachineName : id[..HexId.ShortLength],
        };
    }

    private static LogConfig ApplyLog(LogConfig? asked, DaemonConfig configuration)
    {
        if (asked is { Type.Length: > 0 })
        {
            return asked with { Config = asked.Config ?? [] };
        }

        return new LogConfig
        {
            Type = configuration.LogDriver,
            Config = asked?.Config is { Count: > 0 } options ? options : new SortedDictionary<string, string>(configuration.LogOptions),
        };
    }

    private static Ulimit[]? ApplyUlimits(Ulimit[]? asked, DaemonConfig configuration)
    {
        if (configuration.DefaultUlimits.IsEmpty)
        {
            return asked;
        }

        var limits = new List<Ulimit>(asked ?? []);
        foreach (var (name, limit) in configuration.DefaultUlimits)
        {
            if (!limits.Exists(one => one.Name == name))
            {
                limits.Add(new Ulimit { Name = name, Soft = limit.Soft, Hard = limit.Hard });
            }
        }

        return [.. limits];
    }
}
