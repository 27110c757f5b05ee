using System.Collections.Immutable;
using Aot.Daemon.Config;
using Aot.Daemon.Http;
using Aot.Daemon.Info.Contracts;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Info;

/// <summary>What the daemon tells of itself and its host: GET /info and GET /version. Nothing is kept between requests.</summary>
internal sealed class InfoService(SnapshotStore snapshots, HostFacts host, InfoSources sources, TimeProvider time)
{
    private static readonly ApiVersion RuntimeStatusSince = new(1, 44);

    private readonly HostDescription _description = new();

    public async ValueTask<SystemInfo> InfoAsync(ApiVersion version, CancellationToken cancellationToken)
    {
        DaemonSnapshot snapshot = snapshots.Current;
        DaemonConfig config = snapshot.Config;
        ContainerCounts containers = sources.Containers();
        RuntimeVersionInfo? runtime = await sources.DefaultRuntimeVersion(snapshot.Runtimes, cancellationToken);
        return new SystemInfo
        {
            Id = sources.EngineId,
            Containers = containers.Running + containers.Paused + containers.Stopped,
            ContainersRunning = containers.Running,
            ContainersPaused = containers.Paused,
            ContainersStopped = containers.Stopped,
            Images = sources.Images(),

            // dockerd's name for layers on overlayfs, which clients ask for.
            Driver = "overlay2",
            DriverStatus = [["Backing Filesystem", FileSystem(config.DataRoot)]],
            Plugins = new PluginsInfo { Volume = [], Network = ["host", "null"], Log = ["json-file", "none"] },
            MemoryLimit = host.MemoryLimit,
            SwapLimit = host.SwapLimit,
            KernelMemory = host.KernelMemory,
            CpuCfsPeriod = host.CpuLimit,
            CpuCfsQuota = host.CpuLimit,
            CpuShares = host.CpuLimit,
            CpuSet = host.Cpuset,
            PidsLimit = host.PidsLimit,
            IPv4Forwarding = _description.IPv4Forwarding,
            Debug = config.Debug,
            NFd = config.Debug ? Directory.GetFileSystemEntries("/proc/self/fd").Length : 0,
            OomKillDisable = host.OomKillDisable,
            NGoroutines = config.Debug ? ThreadPool.ThreadCount : 0,
            SystemTime = GoTime.Format(time.GetUtcNow()),
            LoggingDriver = config.LogDriver,
            CgroupDriver = "cgroupfs",
            CgroupVersion = host.Cgroups.IsUnified ? "2" : "1",
            KernelVersion = _description.KernelVersion,
            OperatingSystem = _description.OperatingSystem,
            OsVersion = _description.OperatingSystemVersion,
            OsType = "linux",
            Architecture = HostDescription.Machine,

            // What clients look a login up by.
            IndexServerAddress = "https://index.docker.io/v1/",
            RegistryConfig = RegistryDescription.Of(snapshot.Registries),
            CpuCount = host.CpuCount,
            MemTotal = _description.MemoryBytes,
            DockerRootDir = config.DataRoot,
            Name = _description.HostName,
            Labels = [.. config.Labels],
            ExperimentalBuild = false,
            ServerVersion = sources.Version,
            Runtimes = await sources.Runtimes(snapshot.Runtimes, version >= RuntimeStatusSince, cancellationToken),
            DefaultRuntime = snapshot.Runtimes.DefaultName,
            Swarm = new SwarmInfo(),
            LiveRestoreEnabled = config.LiveRestore,
            InitBinary = sources.InitBinary(config),
            HttpProxy = Proxy(config.HttpProxy, "HTTP_PROXY"),
            HttpsProxy = Proxy(config.HttpsProxy, "HTTPS_PROXY"),
            NoProxy = Proxy(config.NoProxy, "NO_PROXY"),
            ContainerdCommit = Commit.None,
            RuncCommit = runtime is { Commit.Length: > 0 } ? new Commit(runtime.Commit, runtime.Commit) : Commit.None,
            InitCommit = Commit.None,
            SecurityOptions = SecurityOptions(config),
            CdiSpecDirs = [],
            Warnings = HostWarnings.Of(host),
        };
    }

    public async ValueTask<VersionResponse> VersionAsync(CancellationToken cancellationToken)
    {
        var version = new VersionResponse
        {
            Platform = new PlatformInfo("aotd"),
            Components = [],
            Version = sources.Version,
            ApiVersion = ApiVersion.CurrentText,
            MinApiVersion = ApiVersion.Minimum.ToString(),
            GitCommit = sources.Commit,
            GoVersion = $".NET {Environment.Version}",
            Os = "linux",
            Arch = HostDescription.GoArchitecture,
            KernelVersion = _description.KernelVersion,
            BuildTime = "",
        };
        ImmutableArray<ComponentVersion> components = [Engine(version)];
        if (await sources.DefaultRuntimeVersion(snapshots.Current.Runtimes, cancellationToken) is { } runtime)
        {
            components = components.Add(new ComponentVersion
            {
                Name = runtime.Name,
                Version = runtime.Version,
                Details = new(StringComparer.Ordinal) { ["GitCommit"] = runtime.Commit },
            });
        }

        return version with { Components = [.. components] };
    }

    /// <summary>The component that clients look for; it repeats what stands above it.</summary>
    private static ComponentVersion Engine(VersionResponse version) => new()
    {
        Name = "Engine",
        Version = version.Version,
        Details = new(StringComparer.Ordinal)
        {
            ["ApiVersion"] = version.ApiVersion,
            ["Arch"] = version.Arch,
            ["BuildTime"] = version.BuildTime,
            ["Experimental"] = "false",
            ["GitCommit"] = version.GitCommit,
            ["GoVersion"] = version.GoVersion,
            ["KernelVersion"] = version.KernelVersion,
            ["MinAPIVersion"] = version.MinApiVersion,
            ["Os"] = version.Os,
        },
    };

    private string[] SecurityOptions(DaemonConfig config)
    {
        var options = new List<string>();
        if (_description.Seccomp)
        {
            options.Add("name=seccomp,profile=builtin");
        }

        // As dockerd: where containers have a cgroup namespace of their own unless they say otherwise.
        string mode = config.DefaultCgroupnsMode.Length > 0 ? config.DefaultCgroupnsMode : host.Cgroups.IsUnified ? "private" : "host";
        if (_description.CgroupNamespaces && mode == "private")
        {
            options.Add("name=cgroupns");
        }

        return [.. options];
    }

    // As dockerd: the configured one, else the environment's in either case.
    private static string Proxy(string configured, string variable) => UrlCredentials.Mask(configured.Length > 0
        ? configured
        : Environment.GetEnvironmentVariable(variable) ?? Environment.GetEnvironmentVariable(variable.ToLowerInvariant()) ?? "");

    private static string FileSystem(string path)
    {
        try
        {
            return new DriveInfo(path).DriveFormat;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return "unknown";
        }
    }
}
