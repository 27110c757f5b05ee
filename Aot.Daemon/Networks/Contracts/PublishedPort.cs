namespace Aot.Daemon.Networks.Contracts;

/// <summary>A port of a running container that the host has too.</summary>
internal sealed record PublishedPort
{
    /// <summary>tcp, udp or sctp.</summary>
    public string Protocol { get; init => field = value ?? ""; } = "";

    public ushort ContainerPort { get; init; }

    /// <summary>An address of the host, or 0.0.0.0 or :: for all of a family.</summary>
    public string HostIp { get; init => field = value ?? ""; } = "";

    public ushort HostPort { get; init; }

    /// <summary>The container's address that it leads to.</summary>
    public string ContainerIp { get; init => field = value ?? ""; } = "";
}
