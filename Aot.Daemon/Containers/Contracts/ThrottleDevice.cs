namespace Aot.Daemon.Containers.Contracts;

/// <summary>A limit for a device: bytes or operations a second.</summary>
internal sealed record ThrottleDevice
{
    public string Path { get; init => field = value ?? ""; } = "";

    public ulong Rate { get; init; }
}
