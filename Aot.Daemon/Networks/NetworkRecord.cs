using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Networks;

/// <summary>A network: &lt;data-root&gt;/networks/&lt;id&gt;.json, written once and durably. Immutable.</summary>
internal sealed record NetworkRecord
{
    /// <summary>The version of the format that is written now.</summary>
    public const int CurrentVersion = 1;

    public required int Version { get; init; }

    public required string Id { get; init; }

    public required string Name { get; init; }

    public required DateTimeOffset Created { get; init; }

    /// <summary>bridge, host or null.</summary>
    public required string Driver { get; init; }

    public bool EnableIPv4 { get; init; }

    public bool EnableIPv6 { get; init; }

    public bool Internal { get; init; }

    public bool Attachable { get; init; }

    public SortedDictionary<string, string> Options { get; init => field = value ?? []; } = [];

    public SortedDictionary<string, string> Labels { get; init => field = value ?? []; } = [];

    /// <summary>As it was asked for.</summary>
    public IpamSettings Ipam { get; init => field = value ?? new IpamSettings(); } = new();

    /// <summary>Its link was there before it, and is somebody else's: used as it is, and never deleted.</summary>
    public bool HasForeignLink { get; init; }

    /// <summary>What it was given: at most one subnet of each family.</summary>
    public NetworkSubnet[] Subnets { get; init => field = value ?? []; } = [];
}
