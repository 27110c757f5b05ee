namespace Aot.Daemon.Containers.Contracts;

/// <summary>Options of a bind mount.</summary>
internal sealed record BindOptions
{
    public string Propagation { get; init => field = value ?? ""; } = "";

    public bool NonRecursive { get; init; }

    public bool CreateMountpoint { get; init; }

    public bool ReadOnlyNonRecursive { get; init; }

    public bool ReadOnlyForceRecursive { get; init; }
}
