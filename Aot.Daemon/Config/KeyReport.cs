namespace Aot.Daemon.Config;

/// <summary>One key in a <see cref="ReloadReport"/>.</summary>
/// <param name="Key">As in daemon.json.</param>
/// <param name="Before">The value in force before, as JSON with credentials masked; null: none.</param>
/// <param name="Wanted">What the file and the flags say, likewise.</param>
internal sealed record KeyReport(string Key, KeyOutcome Outcome, string? Before, string? Wanted);
