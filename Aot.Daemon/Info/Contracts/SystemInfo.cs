using System.Text.Json.Serialization;

namespace Aot.Daemon.Info.Contracts;

/// <summary>GET /info.</summary>
internal sealed record SystemInfo
{
    [JsonPropertyName("ID")]
    public required string Id { get; init; }

    public required int Containers { get; init; }

    public required int ContainersRunning { get; init; }

    public required int ContainersPaused { get; init; }

    public required int ContainersStopped { get; init; }

    public required int Images { get; init; }

    public required string Driver { get; init; }

    /// <summary>Pairs of name and value.</summary>
    public required string[][] DriverStatus { get; init; }

    public required PluginsInfo Plugins { get; init; }

    public required bool MemoryLimit { get; init; }

    public required bool SwapLimit { get; init; }

    public required bool KernelMemory { get; init; }

    public required bool CpuCfsPeriod { get; init; }

    public required bool CpuCfsQuota { get; init; }

    [JsonPropertyName("CPUShares")]
    public required bool CpuShares { get; init; }

    [JsonPropertyName("CPUSet")]
    public required bool CpuSet { get; init; }

    public required bool PidsLimit { get; init; }

    public required bool IPv4Forwarding { get; init; }

    public required bool Debug { get; init; }

    /// <summary>Open descriptors; 0 unless debugging.</summary>
    public required int NFd { get; init; }

    public required bool OomKillDisable { get; init; }

    /// <summary>The threads of the pool; 0 unless debugging.</summary>
    public required int NGoroutines { get; init; }

    /// <summary>RFC 3339.</summary>
    public required string SystemTime { get; init; }

    public required string LoggingDriver { get; init; }

    public required string CgroupDriver { get; init; }

    /// <summary>`1` or `2`.</summary>
    public required string CgroupVersion { get; init; }

    public int NEventsListener { get; init; }

    public required string KernelVersion { get; init; }

    public required string OperatingSystem { get; init; }

    [JsonPropertyName("OSVersion")]
    public required string OsVersion { get; init; }

    [JsonPropertyName("OSType")]
    public required string OsType { get; init; }

    /// <summary>As of uname -m.</summary>
    public required string Architecture { get; init; }

    public required string IndexServerAddress { get; init; }

    public required RegistryConfig RegistryConfig { get; init; }

    [JsonPropertyName("NCPU")]
    public required int CpuCount { get; init; }

    /// <summary>Bytes.</summary>
    public required long MemTotal { get; init; }

    public string[]? GenericResources { get; init; }

    public required string DockerRootDir { get; init; }

    public string HttpProxy { get; init => field = value ?? ""; } = "";

    public string HttpsProxy { get; init => field = value ?? ""; } = "";

    public string NoProxy { get; init => field = value ?? ""; } = "";

    /// <summary>The host's name.</summary>
    public required string Name { get; init; }

    public required string[] Labels { get; init; }

    public required bool ExperimentalBuild { get; init; }

    public required string ServerVersion { get; init; }

    public required SortedDictionary<string, RuntimeInfo> Runtimes { get; init; }

    public required string DefaultRuntime { get; init; }

    public required SwarmInfo Swarm { get; init; }

    public required bool LiveRestoreEnabled { get; init; }

    public string Isolation { get; init => field = value ?? ""; } = "";

    public required string InitBinary { get; init; }

    public required Commit ContainerdCommit { get; init; }

    public required Commit RuncCommit { get; init; }

    public required Commit InitCommit { get; init; }

    public required string[] SecurityOptions { get; init; }

    [JsonPropertyName("CDISpecDirs")]
    public required string[] CdiSpecDirs { get; init; }

    public required string[] Warnings { get; init; }
}
