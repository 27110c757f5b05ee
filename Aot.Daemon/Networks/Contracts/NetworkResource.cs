namespace Aot.Daemon.Networks.Contracts;

/// <summary>A network in GET /networks and GET /networks/{id}.</summary>
internal sealed record NetworkResource
{
    public required string Name { get; init; }

    public required string Id { get; init; }

    public required string Created { get; init; }

    public required string Scope { get; init; }

    public required string Driver { get; init; }

    public required bool EnableIPv4 { get; init; }

    public required bool EnableIPv6 { get; init; }

    public required IpamSettings IPAM { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public bool Ingress { get; init; }

    public ConfigReference ConfigFrom { get; init; } = new();

    public bool ConfigOnly { get; init; }

    /// <summary>The running containers that are attached, by id; in a list empty from API 1.28 on.</summary>
    public required SortedDictionary<string, NetworkEndpointResource> Containers { get; init; }

    public required SortedDictionary<string, string> Options { get; init; }

    public required SortedDictionary<string, string> Labels { get; init; }
}
