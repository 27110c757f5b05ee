namespace Aot.Daemon.Containers.Contracts;

/// <summary>`HostConfig.LogConfig`: the log driver and its options.</summary>
internal sealed record LogConfig
{
    public string Type { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, string>? Config { get; init; }
}
