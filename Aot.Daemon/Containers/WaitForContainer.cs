using Aot.Daemon.Primitives;

namespace Aot.Daemon.Containers;

/// <summary>Wait, under the API's three conditions.</summary>
internal static class WaitForContainer
{
    /// <summary>Checks the condition's name at once; what it returns completes when the condition is met.</summary>
    /// <param name="condition">not-running (also null and empty), next-exit or removed.</param>
    public static Task<ContainerExit> Run(ContainerEntry entry, string? condition, CancellationToken cancellationToken) => condition switch
    {
        null or "" or "not-running" => NotRunningAsync(entry, cancellationToken),
        "next-exit" => entry.NextExit.WaitAsync(cancellationToken),
        "removed" => RemovedAsync(entry, cancellationToken),
        _ => throw DaemonException.Invalid($"invalid condition: \"{condition}\""),
    };

    private static Task<ContainerExit> NotRunningAsync(ContainerEntry entry, CancellationToken cancellationToken)
    {
        // Taken before the state is read, so that an exit between the two is not missed.
        Task<ContainerExit> exit = entry.NextExit;
        ContainerState state = entry.State;
        return state.IsUp ? exit.WaitAsync(cancellationToken) : Task.FromResult(ContainerExit.Of(state));
    }

    private static async Task<ContainerExit> RemovedAsync(ContainerEntry entry, CancellationToken cancellationToken)
    {
        // As dockerd: why a start failed is told to whoever started it, and not here, where it would be read as a failed removal.
        string? failure = await entry.Removed.WaitAsync(cancellationToken);
        return new ContainerExit(entry.State.ExitCode, failure);
    }
}
