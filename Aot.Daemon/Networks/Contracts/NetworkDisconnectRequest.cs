namespace Aot.Daemon.Networks.Contracts;

/// <summary>The body of POST /networks/{id}/disconnect.</summary>
internal sealed record NetworkDisconnectRequest
{
    public string Container { get; init => field = value ?? ""; } = "";

    public bool Force { get; init; }
}
