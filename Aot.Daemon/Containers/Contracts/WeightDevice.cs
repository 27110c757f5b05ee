namespace Aot.Daemon.Containers.Contracts;

/// <summary>The relative block I/O weight (10 to 1000) of a device.</summary>
internal sealed record WeightDevice
{
    public string Path { get; init => field = value ?? ""; } = "";

    public ushort Weight { get; init; }
}
