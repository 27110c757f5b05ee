using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Containers.Contracts;

/// <summary>`NetworkSettings` of an inspected container, with the fields of the default network that old clients read.</summary>
internal sealed record NetworkSettings
{
    public string Bridge { get; init => field = value ?? ""; } = "";

    public string SandboxID { get; init => field = value ?? ""; } = "";

    public bool HairpinMode { get; init; }

    public string LinkLocalIPv6Address { get; init => field = value ?? ""; } = "";

    public int LinkLocalIPv6PrefixLen { get; init; }

    public SortedDictionary<string, PortBinding[]?> Ports { get; init; } = [];

    public string SandboxKey { get; init => field = value ?? ""; } = "";

    public string[]? SecondaryIPAddresses { get; init; }

    public string[]? SecondaryIPv6Addresses { get; init; }

    public string EndpointID { get; init => field = value ?? ""; } = "";

    public string Gateway { get; init => field = value ?? ""; } = "";

    public string GlobalIPv6Address { get; init => field = value ?? ""; } = "";

    public int GlobalIPv6PrefixLen { get; init; }

    public string IPAddress { get; init => field = value ?? ""; } = "";

    public int IPPrefixLen { get; init; }

    public string IPv6Gateway { get; init => field = value ?? ""; } = "";

    public string MacAddress { get; init => field = value ?? ""; } = "";

    public required SortedDictionary<string, EndpointSettings> Networks { get; init; }
}
