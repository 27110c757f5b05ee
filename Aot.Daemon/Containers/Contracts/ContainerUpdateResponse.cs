namespace Aot.Daemon.Containers.Contracts;

/// <summary>The answer of POST /containers/{id}/update; null for no warnings.</summary>
internal sealed record ContainerUpdateResponse(string[]? Warnings);
