namespace Aot.Daemon.Containers.Contracts;

/// <summary>A resource limit by its lower-case name without RLIMIT_; -1 is unlimited.</summary>
internal sealed record Ulimit
{
    public string Name { get; init => field = value ?? ""; } = "";

    public long Hard { get; init; }

    public long Soft { get; init; }
}
