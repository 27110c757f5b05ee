namespace Aot.Daemon.Containers.Contracts;

/// <summary>The body of POST /containers/create: a container configuration with the host's half and the networks beside it.</summary>
internal sealed record ContainerCreateRequest : ContainerConfig
{
    public HostConfig? HostConfig { get; init; }

    public NetworkingConfig? NetworkingConfig { get; init; }
}
