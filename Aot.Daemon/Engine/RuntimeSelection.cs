namespace Aot.Daemon.Engine;

/// <summary>The OCI runtime that a task is tied to, from its start to its deletion.</summary>
/// <param name="Name">The configured name, e.g. crun.</param>
/// <param name="Path">The absolute path of its binary, or of its immutable wrapper script.</param>
internal sealed record RuntimeSelection(string Name, string Path);
