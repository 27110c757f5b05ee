namespace Aot.Daemon.Info.Contracts;

/// <summary>What the CLI shows beside `Server:`.</summary>
internal sealed record PlatformInfo(string Name);
