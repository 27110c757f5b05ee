using System.Collections.Immutable;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Config;

/// <summary>
/// Every flag of the daemon and every key of daemon.json, in the order of --help. Names are dockerd's. The command line,
/// the file's reader, --help and the conflict rules all work from these rows; docs/configuration.md is held against them by a test.
/// </summary>
internal static class OptionTable
{
    public const string ConfigFile = "config-file";
    public const string Help = "help";
    public const string Validate = "validate";
    public const string Version = "version";

    private const string Dockerd = "dockerd";
    private static readonly BooleanSyntax Boolean = new();
    private static readonly NumberSyntax Number = new();
    private static readonly TextSyntax Text = new();

    public static ImmutableArray<DaemonOption> Rows { get; } =
    [
        new DaemonOption<ImmutableSortedDictionary<string, RuntimeConfig>>(
            new RuntimesSyntax(), (c, v) => c with { Runtimes = c.Runtimes.SetItems(v) })
        {
            Name = "add-runtime", Key = "runtimes", Merges = true,
            Help = "Register an additional OCI compatible runtime: name=path", Source = Dockerd,
        },
        new DaemonOption<string>(Text, (c, v) => c with { CgroupParent = v })
        {
            Name = "cgroup-parent", Key = "cgroup-parent", Help = "Set parent cgroup for all containers", Source = Dockerd,
        },
        new DaemonOption<string>(Text, (c, _) => c)
        {
            Name = ConfigFile, Help = "Daemon configuration file", Default = CommandLine.DefaultConfigFile,
            Source = "dockerd's, by our name",
        },
        new DaemonOption<string>(Text, (c, v) => c with { Containerd = v })
        {
            Name = "containerd", Key = "containerd", Help = "containerd grpc address (not supported yet)", Source = Dockerd,
        },
        new DaemonOption<string>(Text, (c, v) => c with { DataRoot = v })
        {
            Name = "data-root", Key = "data-root", Help = "Root directory of persistent state", Default = "/var/lib/aotd",
            Source = "dockerd's, by our name (Filesystem Hierarchy Standard)",
        },
        new DaemonOption<bool>(Boolean, (c, v) => c with { Debug = v })
        {
            Name = "debug", Shorthand = 'D', Key = "debug", Help = "Enable debug mode", Default = "false", Source = Dockerd,
        },
        new DaemonOption<string>(Text, (c, v) => c with { DefaultRuntime = v })
        {
            Name = "default-runtime", Key = "default-runtime", Help = "Default OCI runtime for containers",
            Default = "crun where it is installed, else runc", Source = "crun starts a container in a third of runc's time",
        },
        new DaemonOption<long>(new SizeSyntax(), (c, v) => c with { DefaultShmSize = v })
        {
            Name = "default-shm-size", Key = "default-shm-size", Help = "Default shm size for containers", Default = "64MiB",
            Source = Dockerd,
        },
        new DaemonOption<ImmutableSortedDictionary<string, UlimitConfig>>(
            new UlimitsSyntax(), (c, v) => c with { DefaultUlimits = v })
        {
            Name = "default-ulimit", Key = "default-ulimits", Help = "Default ulimits for containers: name=soft[:hard]",
            Source = Dockerd,
        },
        new DaemonOption<string>(Text, (c, v) => c with { ExecRoot = v })
        {
            Name = "exec-root", Key = "exec-root", Help = "Root directory for execution state files", Default = "/run/aotd",
            Source = "dockerd's, by our name",
        },
        new DaemonOption<string>(Text, (c, v) => c with { Group = v })
        {
            Name = "group", Shorthand = 'G', Key = "group", Help = "Group for the unix socket", Default = "docker where it exists",
            Source = Dockerd,
        },
        new DaemonOption<bool>(Boolean, (c, _) => c)
        {
            Name = Help, Shorthand = 'h', Help = "Print usage", Source = Dockerd,
        },
        new DaemonOption<ImmutableArray<HostAddress>>(
            new ListSyntax<HostAddress>("list", HostAddress.Parse), (c, v) => c with { Hosts = v })
        {
            Name = "host", Shorthand = 'H', Key = "hosts", Help = "Daemon socket(s) to listen on: unix://PATH",
            Default = HostAddress.Default.ToString(), Source = "beside dockerd's, so that both can run",
        },
        new DaemonOption<bool>(Boolean, (c, v) => c with { Init = v })
        {
            Name = "init", Key = "init", Help = "Run an init in the container to forward signals and reap processes",
            Default = "false", Source = Dockerd,
        },
        new DaemonOption<ImmutableArray<string>>(new ListSyntax<string>("list", ConfigValidator.Label), (c, v) => c with { Labels = v })
        {
            Name = "label", Key = "labels", Help = "Set key=value labels to the daemon", Source = Dockerd,
        },
        new DaemonOption<bool>(Boolean, (c, v) => c with { LiveRestore = v })
        {
            Name = "live-restore", Key = "live-restore", Help = "Leave containers running when the daemon stops", Default = "true",
            Source = "dockerd's is false: an edge host must be able to upgrade its daemon without stopping its work",
        },
        new DaemonOption<string>(Text, (c, v) => c with { LogDriver = v })
        {
            Name = "log-driver", Key = "log-driver", Help = "Default driver for container logs: json-file or none",
            Default = "json-file", Source = Dockerd,
        },
        new DaemonOption<string>(Text, (c, v) => c with { LogFormat = v })
        {
            Name = "log-format", Key = "log-format", Help = "Set the logging format: text or json", Default = "text",
            Source = Dockerd,
        },
        new DaemonOption<string>(Text, (c, v) => c with { LogLevel = v })
        {
            Name = "log-level", Shorthand = 'l', Key = "log-level",
            Help = "Set the logging level: debug, info, warn, error or fatal", Default = "info", Source = Dockerd,
        },
        new DaemonOption<ImmutableSortedDictionary<string, string>>(new MapSyntax(), (c, v) => c with { LogOptions = v })
        {
            Name = "log-opt", Key = "log-opts", Help = "Default log driver options for containers: key=value", Source = Dockerd,
        },
        new DaemonOption<string>(Text, (c, v) => c with { PidFile = v })
        {
            Name = "pidfile", Shorthand = 'p', Key = "pidfile", Help = "Path to use for daemon PID file", Default = "/run/aotd.pid",
            Source = "dockerd's, by our name",
        },
        new DaemonOption<int>(Number, (c, v) => c with { ShutdownTimeout = v })
        {
            Name = "shutdown-timeout", Key = "shutdown-timeout",
            Help = "Seconds that containers get to stop in when the daemon stops them", Default = "15", Source = Dockerd,
        },
        new DaemonOption<bool>(Boolean, (c, _) => c)
        {
            Name = Validate, Help = "Validate daemon configuration and exit", Source = Dockerd,
        },
        new DaemonOption<bool>(Boolean, (c, _) => c)
        {
            Name = Version, Shorthand = 'v', Help = "Print version information and quit", Source = Dockerd,
        },
    ];

    /// <summary>The option of a flag, or null.</summary>
    public static DaemonOption? ByName(ReadOnlySpan<char> name)
    {
        foreach (DaemonOption row in Rows)
        {
            if (name.SequenceEqual(row.Name))
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The option of a one-letter flag, or null.</summary>
    public static DaemonOption? ByShorthand(char letter)
    {
        foreach (DaemonOption row in Rows)
        {
            if (row.Shorthand == letter && letter != 0)
            {
                return row;
            }
        }

        return null;
    }

    /// <summary>The option of a key of daemon.json, or null.</summary>
    public static DaemonOption? ByKey(string key)
    {
        foreach (DaemonOption row in Rows)
        {
            if (row.Key == key)
            {
                return row;
            }
        }

        return null;
    }
}
