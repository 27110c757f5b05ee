namespace Aot.Daemon.Networks.Contracts;

/// <summary>The body of POST /networks/{id}/connect.</summary>
internal sealed record NetworkConnectRequest
{
    /// <summary>A container's id or name.</summary>
    public string Container { get; init => field = value ?? ""; } = "";

    public EndpointSettings? EndpointConfig { get; init; }
}
