namespace Aot.Daemon.Containers.Contracts;

/// <summary>The driver, and its options, of a volume that a mount creates.</summary>
internal sealed record VolumeDriverConfig
{
    public string Name { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, string>? Options { get; init; }
}
