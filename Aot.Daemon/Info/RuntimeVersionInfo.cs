namespace Aot.Daemon.Info;

/// <summary>What is told of the default runtime.</summary>
/// <param name="Name">crun, runc, ...</param>
/// <param name="Version">e.g. 1.1.5.</param>
/// <param name="Commit">Empty when it does not say.</param>
internal sealed record RuntimeVersionInfo(string Name, string Version, string Commit);
