namespace Aot.Daemon.Containers.Contracts;

internal sealed record ContainerCreateResponse(string Id, string[] Warnings);
