namespace Aot.Daemon.Networks.Contracts;

/// <summary>What a run of a container holds of networks: part of the container's state, and so the only durable place of addresses and ports that
/// are in use.</summary>
internal sealed record SandboxState
{
    /// <summary>Where the network namespace is pinned; empty: the run has none of ours (network none, host).</summary>
    public string Path { get; init => field = value ?? ""; } = "";

    /// <summary>In the order in which they were attached.</summary>
    public EndpointState[] Endpoints { get; init => field = value ?? []; } = [];

    public PublishedPort[] Ports { get; init => field = value ?? []; } = [];

    /// <summary>By what is in the lists, so that a state that was read again is the state.</summary>
    public bool Equals(SandboxState? other) =>
        other is not null && Path == other.Path && Endpoints.AsSpan().SequenceEqual(other.Endpoints) && Ports.AsSpan().SequenceEqual(other.Ports);

    public override int GetHashCode() => HashCode.Combine(Path, Endpoints.Length, Ports.Length);

    /// <summary>The endpoint on a network; null when there is none.</summary>
    public EndpointState? On(string networkId) => Array.Find(Endpoints, endpoint => endpoint.NetworkId == networkId);
}
