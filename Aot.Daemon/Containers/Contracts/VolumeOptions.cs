namespace Aot.Daemon.Containers.Contracts;

/// <summary>Options of a volume mount.</summary>
internal sealed record VolumeOptions
{
    public bool NoCopy { get; init; }

    public SortedDictionary<string, string>? Labels { get; init; }

    public VolumeDriverConfig? DriverConfig { get; init; }

    public string Subpath { get; init => field = value ?? ""; } = "";
}
