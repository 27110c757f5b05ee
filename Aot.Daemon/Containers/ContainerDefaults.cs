using Aot.Daemon.Config;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine.Oci;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>What a container gets where neither request nor image says; written into its record, so that inspect shows what runs.</summary>
internal static class ContainerDefaults
{
    /// <param name="warnings">Takes, for the client, what the host cannot do and so was dropped.</param>
    public static HostConfig Apply(HostConfig asked, DaemonConfig configuration, HostFacts facts, List<string> warnings)
    {
        HostConfig completed = HostConfigDefaults.Apply(asked, OfSpec(configuration), facts, warnings);
        return completed with
        {
            NetworkMode = asked.NetworkMode.Length == 0 ? "default" : asked.NetworkMode,
            RestartPolicy = asked.RestartPolicy is { Name.Length: > 0 } policy ? policy : new RestartPolicy { Name = "no" },
            LogConfig = ApplyLog(asked.LogConfig, configuration),
            SecurityOpt = ApplySecurity(asked.SecurityOpt, configuration),
            ConsoleSize = asked.ConsoleSize is [_, _] ? asked.ConsoleSize : [0, 0],
        };
    }

    /// <summary>What a container that says nothing gets at each start, as dockerd; its record stays silent.</summary>
    public static SpecDefaults OfSpec(DaemonConfig configuration) => new()
    {
        ShmSize = configuration.DefaultShmSize,
        CgroupParent = configuration.CgroupParent,
        IpcMode = configuration.DefaultIpcMode,
        CgroupnsMode = configuration.DefaultCgroupnsMode,
        InitPath = configuration.InitPath,
        Ulimits = [.. configuration.DefaultUlimits.Select(limit => new Ulimit { Name = limit.Key, Soft = limit.Value.Soft, Hard = limit.Value.Hard })],
        Init = configuration.Init,
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
            Hostname = host.NetworkMode == "host" || host.UTSMode == "host" ? HostName() : id[..HexId.ShortLength],
        };
    }

    // Into the record: an exec must get what the start got, whatever is configured by then.
    private static string[]? ApplySecurity(string[]? asked, DaemonConfig configuration)
    {
        const string Option = "no-new-privileges";
        return !configuration.NoNewPrivileges || asked?.Any(option => option.StartsWith(Option, StringComparison.Ordinal)) == true
            ? asked
            : [.. asked ?? [], Option];
    }

    // Not Environment.MachineName, which ends at the first dot.
    private static string HostName() => File.ReadAllText("/proc/sys/kernel/hostname").TrimEnd('\n');

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
}
