namespace Aot.Daemon.Containers.Contracts;

/// <summary>A host address and port that a container's port is published at.</summary>
internal sealed record PortBinding
{
    public string HostIp { get; init => field = value ?? ""; } = "";

    public string HostPort { get; init => field = value ?? ""; } = "";
}
