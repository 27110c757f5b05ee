using System.Text.Json.Serialization;

namespace Aot.Daemon.Networks.Contracts;

/// <summary>A running container's attachment to a network.</summary>
internal sealed record EndpointState
{
    public string NetworkId { get; init => field = value ?? ""; } = "";

    public string EndpointId { get; init => field = value ?? ""; } = "";

    /// <summary>The link's end on the host; empty: the network has no links (none, host).</summary>
    public string HostInterface { get; init => field = value ?? ""; } = "";

    /// <summary>eth0, eth1, ...</summary>
    public string SandboxInterface { get; init => field = value ?? ""; } = "";

    /// <summary>02:42:ac:11:00:02; empty: none.</summary>
    public string MacAddress { get; init => field = value ?? ""; } = "";

    /// <summary>ADDRESS/BITS; empty: none.</summary>
    public string IPv4 { get; init => field = value ?? ""; } = "";

    /// <summary>ADDRESS/BITS; empty: none.</summary>
    public string IPv6 { get; init => field = value ?? ""; } = "";

    /// <summary>The network's router, whether or not the default route goes there; empty: none.</summary>
    public string Gateway { get; init => field = value ?? ""; } = "";

    public string Gateway6 { get; init => field = value ?? ""; } = "";

    /// <summary>The endpoint of the highest one has the default routes.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public int GatewayPriority { get; init; }
}
