namespace Aot.Daemon.Containers.Contracts;

/// <summary>A request for devices from a driver, as of --gpus.</summary>
internal sealed record DeviceRequest
{
    public string Driver { get; init => field = value ?? ""; } = "";

    public int Count { get; init; }

    public string[]? DeviceIDs { get; init; }

    public string[][]? Capabilities { get; init; }

    public SortedDictionary<string, string>? Options { get; init; }
}
