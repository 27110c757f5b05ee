namespace Aot.Daemon.Containers.Contracts;

/// <summary>The answer of GET /containers/{id}/top.</summary>
internal sealed record ContainerTopResponse
{
    /// <summary>A row of fields a process; null for none.</summary>
    public required string[][]? Processes { get; init; }

    public required string[] Titles { get; init; }
}
