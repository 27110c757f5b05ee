using System.Text.Json.Serialization;

namespace Aot.Daemon.Networks.Contracts;

/// <summary>The addresses that a container wants on a network.</summary>
internal sealed record EndpointIpamConfig
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv4Address { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? IPv6Address { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? LinkLocalIPs { get; init; }
}
