namespace Aot.Daemon.Containers;

/// <summary>How a run ended, for those who wait for it.</summary>
/// <param name="Code">0 to 255; -1 when nobody could learn it.</param>
/// <param name="Error">Why it could not be started or removed, or why the code is unknown; null when all is well.</param>
internal sealed record ContainerExit(int Code, string? Error)
{
    /// <summary>The end that a state tells of.</summary>
    public static ContainerExit Of(ContainerState state) => new(state.ExitCode, state.Error.Length == 0 ? null : state.Error);
}
