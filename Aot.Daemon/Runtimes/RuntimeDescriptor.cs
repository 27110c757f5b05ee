using System.Collections.Immutable;

namespace Aot.Daemon.Runtimes;

/// <summary>An OCI runtime that containers can name.</summary>
/// <param name="Name">As in `docker run --runtime`.</param>
/// <param name="Path">The binary: absolute, or a name that is looked up when a container starts.</param>
/// <param name="Arguments">Arguments before those of each call.</param>
internal sealed record RuntimeDescriptor(string Name, string Path, ImmutableArray<string> Arguments);
