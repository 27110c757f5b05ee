namespace Aot.Daemon.Containers.Contracts;

/// <summary>`Healthcheck` of the Engine API. Durations are in nanoseconds.</summary>
internal sealed record HealthConfig
{
    public string[]? Test { get; init; }

    public long Interval { get; init; }

    public long Timeout { get; init; }

    public long StartPeriod { get; init; }

    public long StartInterval { get; init; }

    public int Retries { get; init; }
}
