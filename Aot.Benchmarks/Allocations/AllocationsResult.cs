namespace Aot.Benchmarks.Allocations;

/// <summary>Managed bytes that the daemon allocates, a request.</summary>
internal sealed record AllocationsResult
{
    public required int Count { get; init; }

    /// <summary>POST /containers/{id}/start of a prepared container, network none, nobody attached.</summary>
    public required double StartBytes { get; init; }

    /// <summary>The least that a request takes.</summary>
    public required double PingBytes { get; init; }

    public required double InspectBytes { get; init; }

    /// <summary>With force, of a running container: its end, its clean-up and its removal.</summary>
    public required double RemoveBytes { get; init; }
}
