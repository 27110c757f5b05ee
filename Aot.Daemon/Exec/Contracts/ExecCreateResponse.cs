namespace Aot.Daemon.Exec.Contracts;

/// <summary>The answer of POST /containers/{id}/exec.</summary>
internal sealed record ExecCreateResponse(string Id);
