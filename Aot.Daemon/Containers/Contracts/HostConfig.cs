using System.Text.Json.Serialization;

namespace Aot.Daemon.Containers.Contracts;

/// <summary>The host's half of a container's configuration: `HostConfig` of the Engine API, also stored in its record.</summary>
internal sealed record HostConfig
{
    public string[]? Binds { get; init; }

    public string ContainerIDFile { get; init => field = value ?? ""; } = "";

    public LogConfig? LogConfig { get; init; }

    public string NetworkMode { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, PortBinding[]?>? PortBindings { get; init; }

    public RestartPolicy? RestartPolicy { get; init; }

    public bool AutoRemove { get; init; }

    public string VolumeDriver { get; init => field = value ?? ""; } = "";

    public string[]? VolumesFrom { get; init; }

    /// <summary>Rows and columns of the terminal at start.</summary>
    public int[]? ConsoleSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Annotations { get; init; }

    public string[]? CapAdd { get; init; }

    public string[]? CapDrop { get; init; }

    public string CgroupnsMode { get; init => field = value ?? ""; } = "";

    public string[]? Dns { get; init; }

    public string[]? DnsOptions { get; init; }

    public string[]? DnsSearch { get; init; }

    public string[]? ExtraHosts { get; init; }

    public string[]? GroupAdd { get; init; }

    public string IpcMode { get; init => field = value ?? ""; } = "";

    public string Cgroup { get; init => field = value ?? ""; } = "";

    public string[]? Links { get; init; }

    public int OomScoreAdj { get; init; }

    public string PidMode { get; init => field = value ?? ""; } = "";

    public bool Privileged { get; init; }

    public bool PublishAllPorts { get; init; }

    public bool ReadonlyRootfs { get; init; }

    public string[]? SecurityOpt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? StorageOpt { get; init; }

    /// <summary>Path in the container to mount options, as of --tmpfs.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Tmpfs { get; init; }

    public string UTSMode { get; init => field = value ?? ""; } = "";

    public string UsernsMode { get; init => field = value ?? ""; } = "";

    /// <summary>Bytes of /dev/shm; 0 means the default.</summary>
    public long ShmSize { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Sysctls { get; init; }

    public string Runtime { get; init => field = value ?? ""; } = "";

    public string Isolation { get; init => field = value ?? ""; } = "";

    public long CpuShares { get; init; }

    /// <summary>Bytes; 0 means no limit.</summary>
    public long Memory { get; init; }

    /// <summary>CPUs in units of 10^-9.</summary>
    public long NanoCpus { get; init; }

    public string CgroupParent { get; init => field = value ?? ""; } = "";

    public ushort BlkioWeight { get; init; }

    public WeightDevice[]? BlkioWeightDevice { get; init; }

    public ThrottleDevice[]? BlkioDeviceReadBps { get; init; }

    public ThrottleDevice[]? BlkioDeviceWriteBps { get; init; }

    public ThrottleDevice[]? BlkioDeviceReadIOps { get; init; }

    public ThrottleDevice[]? BlkioDeviceWriteIOps { get; init; }

    /// <summary>Microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>Microseconds per period.</summary>
    public long CpuQuota { get; init; }

    public long CpuRealtimePeriod { get; init; }

    public long CpuRealtimeRuntime { get; init; }

    public string CpusetCpus { get; init => field = value ?? ""; } = "";

    public string CpusetMems { get; init => field = value ?? ""; } = "";

    public DeviceMapping[]? Devices { get; init; }

    public string[]? DeviceCgroupRules { get; init; }

    public DeviceRequest[]? DeviceRequests { get; init; }

    /// <summary>Bytes; hard limit of kernel memory (cgroup v1 only, deprecated).</summary>
    public long KernelMemory { get; init; }

    public long KernelMemoryTCP { get; init; }

    /// <summary>Bytes.</summary>
    public long MemoryReservation { get; init; }

    /// <summary>Bytes of memory and swap together; -1 is unlimited swap; 0 means twice the memory.</summary>
    public long MemorySwap { get; init; }

    public long? MemorySwappiness { get; init; }

    public bool? OomKillDisable { get; init; }

    /// <summary>0 and -1 mean no limit.</summary>
    public long? PidsLimit { get; init; }

    public Ulimit[]? Ulimits { get; init; }

    public long CpuCount { get; init; }

    public long CpuPercent { get; init; }

    public long IOMaximumIOps { get; init; }

    public long IOMaximumBandwidth { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public MountSpec[]? Mounts { get; init; }

    public string[]? MaskedPaths { get; init; }

    public string[]? ReadonlyPaths { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; init; }
}
