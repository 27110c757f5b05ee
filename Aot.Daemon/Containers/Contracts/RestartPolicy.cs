namespace Aot.Daemon.Containers.Contracts;

/// <summary>When a container is started again. The name is text, as real clients send an empty one.</summary>
internal sealed record RestartPolicy
{
    public string Name { get; init => field = value ?? ""; } = "";

    public int MaximumRetryCount { get; init; }
}
