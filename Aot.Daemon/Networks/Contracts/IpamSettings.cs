namespace Aot.Daemon.Networks.Contracts;

/// <summary>How the addresses of a network are given out.</summary>
internal sealed record IpamSettings
{
    public string Driver { get; init => field = value ?? ""; } = "";

    public SortedDictionary<string, string>? Options { get; init; }

    public IpamConfig[]? Config { get; init; }
}
