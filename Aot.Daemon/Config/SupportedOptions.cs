using System.Collections.Immutable;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Config;

/// <summary>The options that aotd has.</summary>
internal static class SupportedOptions
{
    private const string Dockerd = "dockerd";
    private const string Proxies = "proxies";
    private static readonly BooleanSyntax Boolean = new();
    private static readonly NumberSyntax Number = new();
    private static readonly TextSyntax Text = new();

    public static ImmutableArray<DaemonOption> Rows { get; } =
    [
        new DaemonOption<ImmutableSortedDictionary<string, RuntimeConfig>>(
            new RuntimesSyntax(), c => c.Runtimes, (c, v) => c with { Runtimes = v })
        {
            Name = "add-runtime", Key = "runtimes", IsReloadable = true, Merges = true,
            Help = "Register an additional OCI compatible runtime: name=path", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.CgroupParent, (c, v) => c with { CgroupParent = v })
        {
            Name = "cgroup-parent", Key = "cgroup-parent", IsReloadable = true, Help = "Set parent cgroup for all containers", Source = Dockerd,
        },
        new DaemonOption<string>(Text, _ => "", (c, _) => c)
        {
            Name = OptionTable.ConfigFile, Help = "Daemon configuration file", Default = CommandLine.DefaultConfigFile,
            Source = "dockerd's, by our name",
        },
        new DaemonOption<string>(Text, c => c.Containerd, (c, v) => c with { Containerd = v })
        {
            Name = "containerd", Key = "containerd", Help = "containerd grpc address (not supported yet)", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.DataRoot, (c, v) => c with { DataRoot = v })
        {
            Name = "data-root", Key = "data-root", Help = "Root directory of persistent state", Default = "/var/lib/aotd",
            Source = "dockerd's, by our name (Filesystem Hierarchy Standard)",
        },
        new DaemonOption<bool>(Boolean, c => c.Debug, (c, v) => c with { Debug = v })
        {
            Name = "debug", Shorthand = 'D', Key = "debug", IsReloadable = true, Help = "Enable debug mode", Default = "false", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.DefaultCgroupnsMode, (c, v) => c with { DefaultCgroupnsMode = v })
        {
            Name = "default-cgroupns-mode", Key = "default-cgroupns-mode", IsReloadable = true,
            Help = "Default mode for containers cgroup namespace: host or private", Default = "private on cgroup v2, host on v1", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.DefaultIpcMode, (c, v) => c with { DefaultIpcMode = v })
        {
            Name = "default-ipc-mode", Key = "default-ipc-mode", IsReloadable = true,
            Help = "Default mode for containers ipc: shareable or private", Default = "private", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.DefaultRuntime, (c, v) => c with { DefaultRuntime = v })
        {
            Name = "default-runtime", Key = "default-runtime", IsReloadable = true, Help = "Default OCI runtime for containers",
            Default = "crun where it is installed, else runc", Source = "crun starts a container in a third of runc's time",
        },
        new DaemonOption<long>(new SizeSyntax(), c => c.DefaultShmSize, (c, v) => c with { DefaultShmSize = v })
        {
            Name = "default-shm-size", Key = "default-shm-size", IsReloadable = true, Help = "Default shm size for containers", Default = "64MiB",
            Source = Dockerd,
        },
        new DaemonOption<ImmutableSortedDictionary<string, UlimitConfig>>(
            new UlimitsSyntax(), c => c.DefaultUlimits, (c, v) => c with { DefaultUlimits = v })
        {
            Name = "default-ulimit", Key = "default-ulimits", IsReloadable = true, Help = "Default ulimits for containers: name=soft[:hard]",
            Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.ExecRoot, (c, v) => c with { ExecRoot = v })
        {
            Name = "exec-root", Key = "exec-root", Help = "Root directory for execution state files", Default = "/run/aotd",
            Source = "dockerd's, by our name",
        },
        new DaemonOption<ImmutableSortedDictionary<string, bool>>(new FeaturesSyntax(), c => c.Features, (c, v) => c with { Features = v })
        {
            Name = "feature", Key = "features", IsReloadable = true,
            Help = "Enable a feature: name[=bool]", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.Group!, (c, v) => c with { Group = v })
        {
            Name = "group", Shorthand = 'G', Key = "group", Help = "Group for the unix socket", Default = "docker where it exists",
            Source = Dockerd,
        },
        new DaemonOption<bool>(Boolean, _ => false, (c, _) => c)
        {
            Name = OptionTable.Help, Shorthand = 'h', Help = "Print usage", Source = Dockerd,
        },
        new DaemonOption<ImmutableArray<HostAddress>>(
            new ListSyntax<HostAddress>("list", HostAddress.Parse), c => c.Hosts, (c, v) => c with { Hosts = v })
        {
            Name = "host", Shorthand = 'H', Key = "hosts", Help = "Daemon socket(s) to listen on: unix://PATH",
            Default = HostAddress.Default.ToString(), Source = "beside dockerd's, so that both can run",
        },
        new DaemonOption<string>(Text, c => c.HttpProxy, (c, v) => c with { HttpProxy = v })
        {
            Name = "http-proxy", Key = "http-proxy", Section = Proxies, IsSecret = true,
            Help = "HTTP proxy URL to use for outgoing traffic", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.HttpsProxy, (c, v) => c with { HttpsProxy = v })
        {
            Name = "https-proxy", Key = "https-proxy", Section = Proxies, IsSecret = true,
            Help = "HTTPS proxy URL to use for outgoing traffic", Source = Dockerd,
        },
        new DaemonOption<bool>(Boolean, c => c.Init, (c, v) => c with { Init = v })
        {
            Name = "init", Key = "init", IsReloadable = true, Help = "Run an init in the container to forward signals and reap processes",
            Default = "false", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.InitPath, (c, v) => c with { InitPath = v })
        {
            Name = "init-path", Key = "init-path", IsReloadable = true,
            Help = "Path of the init that containers get", Default = "docker-init, tini-static or tini on PATH", Source = "dockerd's, and what Debian has",
        },
        new DaemonOption<ImmutableArray<string>>(new ListSyntax<string>("list", Trimmed), c => c.InsecureRegistries, (c, v) => c with { InsecureRegistries = v })
        {
            Name = "insecure-registry", Key = "insecure-registries", IsReloadable = true,
            Help = "Enable insecure communication with a registry", Source = Dockerd,
        },
        new DaemonOption<ImmutableArray<string>>(new ListSyntax<string>("list", ConfigValidator.Label), c => c.Labels, (c, v) => c with { Labels = v })
        {
            Name = "label", Key = "labels", IsReloadable = true, Help = "Set key=value labels to the daemon", Source = Dockerd,
        },
        new DaemonOption<bool>(Boolean, c => c.LiveRestore, (c, v) => c with { LiveRestore = v })
        {
            Name = "live-restore", Key = "live-restore", IsReloadable = true, Help = "Leave containers running when the daemon stops", Default = "true",
            Source = "dockerd's is false: an edge host must be able to upgrade its daemon without stopping its work",
        },
        new DaemonOption<string>(Text, c => c.LogDriver, (c, v) => c with { LogDriver = v })
        {
            Name = "log-driver", Key = "log-driver", IsReloadable = true, Help = "Default driver for container logs: json-file or none",
            Default = "json-file", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.LogFormat, (c, v) => c with { LogFormat = v })
        {
            Name = "log-format", Key = "log-format", Help = "Set the logging format: text or json", Default = "text",
            Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.LogLevel, (c, v) => c with { LogLevel = v })
        {
            Name = "log-level", Shorthand = 'l', Key = "log-level", IsReloadable = true,
            Help = "Set the logging level: debug, info, warn, error or fatal", Default = "info", Source = Dockerd,
        },
        new DaemonOption<ImmutableSortedDictionary<string, string>>(new MapSyntax(), c => c.LogOptions, (c, v) => c with { LogOptions = v })
        {
            Name = "log-opt", Key = "log-opts", IsReloadable = true, Help = "Default log driver options for containers: key=value", Source = Dockerd,
        },
        new DaemonOption<int>(Number, c => c.MaxConcurrentDownloads, (c, v) => c with { MaxConcurrentDownloads = v == 0 ? 3 : v })
        {
            Name = "max-concurrent-downloads", Key = "max-concurrent-downloads", IsReloadable = true,
            Help = "Set the max concurrent downloads for each pull", Default = "3", Source = Dockerd,
        },
        new DaemonOption<int>(Number, c => c.MaxConcurrentUploads, (c, v) => c with { MaxConcurrentUploads = v == 0 ? 5 : v })
        {
            Name = "max-concurrent-uploads", Key = "max-concurrent-uploads", IsReloadable = true,
            Help = "Set the max concurrent uploads for each push", Default = "5", Source = Dockerd,
        },
        new DaemonOption<int>(Number, c => c.MaxDownloadAttempts, (c, v) => c with { MaxDownloadAttempts = v })
        {
            Name = "max-download-attempts", Key = "max-download-attempts", IsReloadable = true,
            Help = "Set the max download attempts for each pull", Default = "5", Source = Dockerd,
        },
        new DaemonOption<MetricsAddress?>(new MetricsAddressSyntax(), c => c.MetricsAddress, (c, v) => c with { MetricsAddress = v })
        {
            Name = "metrics-addr", Key = "metrics-addr", Help = "Serve /metrics on TCP: address:port, or :port for this host alone",
            Source = "dockerd's; there, :port means all addresses",
        },
        new DaemonOption<bool>(Boolean, c => c.NoNewPrivileges, (c, v) => c with { NoNewPrivileges = v })
        {
            Name = "no-new-privileges", Key = "no-new-privileges", IsReloadable = true,
            Help = "Set no-new-privileges by default for new containers", Default = "false", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.NoProxy, (c, v) => c with { NoProxy = v })
        {
            Name = "no-proxy", Key = "no-proxy", Section = Proxies, IsSecret = true,
            Help = "Hosts and addresses that no proxy is used for", Source = Dockerd,
        },
        new DaemonOption<string>(Text, c => c.PidFile, (c, v) => c with { PidFile = v })
        {
            Name = "pidfile", Shorthand = 'p', Key = "pidfile", Help = "Path to use for daemon PID file", Default = "/run/aotd.pid",
            Source = "dockerd's, by our name",
        },
        new DaemonOption<ImmutableArray<string>>(new ListSyntax<string>("list", Trimmed), c => c.RegistryMirrors, (c, v) => c with { RegistryMirrors = v })
        {
            Name = "registry-mirror", Key = "registry-mirrors", IsReloadable = true,
            Help = "Preferred mirror of docker.io", Source = Dockerd,
        },
        new DaemonOption<int>(Number, c => c.ShutdownTimeout, (c, v) => c with { ShutdownTimeout = v })
        {
            Name = "shutdown-timeout", Key = "shutdown-timeout", IsReloadable = true,
            Help = "Seconds that containers get to stop in when the daemon stops them", Default = "15", Source = Dockerd,
        },
        new DaemonOption<bool>(Boolean, _ => false, (c, _) => c)
        {
            Name = OptionTable.Validate, Help = "Validate daemon configuration and exit", Source = Dockerd,
        },
        new DaemonOption<bool>(Boolean, _ => false, (c, _) => c)
        {
            Name = OptionTable.Version, Shorthand = 'v', Help = "Print version information and quit", Source = Dockerd,
        },
    ];

    private static string Trimmed(string text) => text.Trim();
}
