namespace Aot.Daemon.Runtimes;

/// <summary>An OCI runtime that containers can name: what the user wrote, and what follows from it.</summary>
/// <param name="Name">As in `docker run --runtime`.</param>
/// <param name="Config">As the user wrote it; of a stock runtime as if it had been written.</param>
/// <param name="Binary">Absolute, or a name that is looked up when a container starts.</param>
/// <param name="Script">The immutable script that stands for the binary and its arguments; null where there are no arguments.</param>
/// <param name="NotBuilt">Why containers cannot be started with it yet; null when they can.</param>
internal sealed record RuntimeDescriptor(string Name, RuntimeConfig Config, string Binary, string? Script = null, string? NotBuilt = null)
{
    /// <summary>The path that dockerd shows of it: empty for one that has a type.</summary>
    public string Path => Config.Path;
}
