using System.Text.Json.Serialization;

namespace Aot.Daemon.Networks.Contracts;

/// <summary>A container's attachment to a network: what was asked for, and what it got.</summary>
internal sealed record EndpointSettings
{
    public EndpointIpamConfig? IPAMConfig { get; init; }

    /// <summary>`container:alias` each: names that only this container sees.</summary>
    public string[]? Links { get; init; }

    /// <summary>Further names of the container on this network.</summary>
    public string[]? Aliases { get; init; }

    public string NetworkID { get; init => field = value ?? ""; } = "";

    public string EndpointID { get; init => field = value ?? ""; } = "";

    public string Gateway { get; init => field = value ?? ""; } = "";

    public string IPAddress { get; init => field = value ?? ""; } = "";

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get; init => field = value ?? ""; } = "";

    public string GlobalIPv6Address { get; init => field = value ?? ""; } = "";

    public int GlobalIPv6PrefixLen { get; init; }

    /// <summary>In a request the address that is wanted (API 1.44 on), in an answer the one that is had.</summary>
    public string MacAddress { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, string>? DriverOpts { get; init; }

    /// <summary>The endpoint of the highest priority has the default routes (API 1.48 on).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int GwPriority { get; init; }

    /// <summary>The names that the container is found by on this network; only in answers (API 1.44 on).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string[]? DNSNames { get; init; }
}
