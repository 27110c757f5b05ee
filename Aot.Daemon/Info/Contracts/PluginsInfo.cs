namespace Aot.Daemon.Info.Contracts;

/// <summary>What drivers there are, by kind.</summary>
internal sealed record PluginsInfo
{
    public required string[] Volume { get; init; }

    public required string[] Network { get; init; }

    /// <summary>None: null, as dockerd has it.</summary>
    public string[]? Authorization { get; init; }

    public required string[] Log { get; init; }
}
