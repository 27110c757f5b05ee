namespace Aot.Daemon.Networks.Contracts;

/// <param name="NetworksDeleted">Names; null for none.</param>
internal sealed record NetworkPruneResponse(string[]? NetworksDeleted);
