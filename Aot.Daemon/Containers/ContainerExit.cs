namespace Aot.Daemon.Containers;

/// <summary>How a run ended, for those who wait for it.</summary>
/// <param name="Code">0 to 255; -1 when nobody could learn it.</param>
/// <param name="Error">Why it could not be started; null for a run that was.</param>
internal sealed record ContainerExit(int Code, string? Error);
