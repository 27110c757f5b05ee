namespace Aot.Daemon.Config;

/// <summary>A resource limit that containers get by default (getrlimit(2)). -1 is unlimited.</summary>
/// <param name="Name">The resource in lower case without its prefix: `nofile`.</param>
internal sealed record UlimitConfig(string Name, long Soft, long Hard);
