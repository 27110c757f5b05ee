using System.Collections.Immutable;
using Aot.Daemon.Runtimes;

namespace Aot.Daemon.Config;

/// <summary>
/// What the user configured, by flags and daemon.json, with the defaults filled in. Immutable to the bottom. Each property, those
/// of <see cref="Network"/> too, is one row of <see cref="OptionTable"/>, which says what it means and where its default comes from.
/// </summary>
internal sealed record DaemonConfig
{
    /// <summary>The unix sockets that the API listens on.</summary>
    public ImmutableArray<HostAddress> Hosts { get; init; } = [HostAddress.Default];

    /// <summary>Absolute, without a trailing slash; what must survive a boot.</summary>
    public string DataRoot { get; init; } = "/var/lib/aotd";

    /// <summary>Absolute, without a trailing slash; what need not survive a boot.</summary>
    public string ExecRoot { get; init; } = "/run/aotd";

    /// <summary>Absolute; empty: no pid file.</summary>
    public string PidFile { get; init; } = "/run/aotd.pid";

    /// <summary>The group of the sockets, a name or a number; null: docker where that group exists.</summary>
    public string? Group { get; init; }

    public bool Debug { get; init; }

    public string LogLevel { get; init; } = "info";

    public string LogFormat { get; init; } = "text";

    /// <summary>The socket of a containerd to use in place of the embedded engine; empty: the embedded engine.</summary>
    public string Containerd { get; init; } = "";

    /// <summary>The runtimes that the user named; the stock ones are not among them.</summary>
    public ImmutableSortedDictionary<string, RuntimeConfig> Runtimes { get; init; } =
        ImmutableSortedDictionary.Create<string, RuntimeConfig>(StringComparer.Ordinal);

    /// <summary>A runtime's name; empty: crun where it is installed, else runc.</summary>
    public string DefaultRuntime { get; init; } = "";

    /// <summary>docker.io's mirrors, in the order to be asked in.</summary>
    public ImmutableArray<string> RegistryMirrors { get; init; } = [];

    /// <summary>Hosts, host:port and CIDRs of registries that need no valid certificate.</summary>
    public ImmutableArray<string> InsecureRegistries { get; init; } = [];

    /// <summary>Layers that a pull fetches at the same time.</summary>
    public int MaxConcurrentDownloads { get; init; } = 3;

    /// <summary>Layers that a push sends at the same time.</summary>
    public int MaxConcurrentUploads { get; init; } = 5;

    /// <summary>How often a pull tries to fetch a layer.</summary>
    public int MaxDownloadAttempts { get; init; } = 5;

    /// <summary>Where /metrics is served; null: nowhere.</summary>
    public MetricsAddress? MetricsAddress { get; init; }

    /// <summary>A proxy's URL, maybe with a password; empty: what the environment says.</summary>
    public string HttpProxy { get; init; } = "";

    public string HttpsProxy { get; init; } = "";

    /// <summary>Hosts and addresses that are reached without a proxy, with commas between.</summary>
    public string NoProxy { get; init; } = "";

    /// <summary>By name.</summary>
    public ImmutableSortedDictionary<string, bool> Features { get; init; } =
        ImmutableSortedDictionary.Create<string, bool>(StringComparer.Ordinal);

    /// <summary>Containers run on when the daemon is stopped.</summary>
    public bool LiveRestore { get; init; } = true;

    /// <summary>Seconds that containers get to stop in when the daemon stops them; negative: no limit.</summary>
    public int ShutdownTimeout { get; init; } = 15;

    /// <summary>`key=value`, in the order given.</summary>
    public ImmutableArray<string> Labels { get; init; } = [];

    /// <summary>Empty: the engine's own.</summary>
    public string CgroupParent { get; init; } = "";

    /// <summary>Bytes.</summary>
    public long DefaultShmSize { get; init; } = 64 * 1024 * 1024;

    /// <summary>private or shareable.</summary>
    public string DefaultIpcMode { get; init; } = "private";

    /// <summary>private or host; empty: private on cgroup v2, host on v1.</summary>
    public string DefaultCgroupnsMode { get; init; } = "";

    /// <summary>Containers get no-new-privileges unless they say otherwise.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>The init's absolute path; empty: one that is found on PATH.</summary>
    public string InitPath { get; init; } = "";

    /// <summary>By the name of the resource.</summary>
    public ImmutableSortedDictionary<string, UlimitConfig> DefaultUlimits { get; init; } =
        ImmutableSortedDictionary.Create<string, UlimitConfig>(StringComparer.Ordinal);

    /// <summary>Containers get an init process unless they say otherwise.</summary>
    public bool Init { get; init; }

    public string LogDriver { get; init; } = "json-file";

    /// <summary>The options of <see cref="LogDriver"/> for containers that name no driver of their own.</summary>
    public ImmutableSortedDictionary<string, string> LogOptions { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    public NetworkConfig Network { get; init; } = new();

    /// <summary>What was given of the options that aotd only knows, as JSON by key.</summary>
    public ImmutableSortedDictionary<string, string> Unsupported { get; init; } =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);
}
