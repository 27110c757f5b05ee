namespace Aot.Daemon.Networks.Contracts;

/// <summary>The body of POST /networks/create. CheckDuplicate is not looked at: names are never given twice, as by dockerd from 25 on.</summary>
internal sealed record NetworkCreateRequest
{
    public string Name { get; init => field = value ?? ""; } = "";

    public string Driver { get; init => field = value ?? ""; } = "";

    public string Scope { get; init => field = value ?? ""; } = "";

    /// <summary>Null: true.</summary>
    public bool? EnableIPv4 { get; init; }

    /// <summary>Null: as the daemon's default-network-opts say, else false.</summary>
    public bool? EnableIPv6 { get; init; }

    public IpamSettings? IPAM { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public bool Ingress { get; init; }

    public bool ConfigOnly { get; init; }

    public ConfigReference? ConfigFrom { get; init; }

    public SortedDictionary<string, string>? Options { get; init; }

    public SortedDictionary<string, string>? Labels { get; init; }
}
