namespace Aot.Daemon.Containers.Contracts;

/// <summary>A container's attachment to a network: what was asked for, and what it got.</summary>
internal sealed record EndpointSettings
{
    public string[]? Links { get; init; }

    public string[]? Aliases { get; init; }

    public string NetworkID { get; init => field = value ?? ""; } = "";

    public string EndpointID { get; init => field = value ?? ""; } = "";

    public string Gateway { get; init => field = value ?? ""; } = "";

    public string IPAddress { get; init => field = value ?? ""; } = "";

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get; init => field = value ?? ""; } = "";

    public string GlobalIPv6Address { get; init => field = value ?? ""; } = "";

    public int GlobalIPv6PrefixLen { get; init; }

    public string MacAddress { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, string>? DriverOpts { get; init; }
}
