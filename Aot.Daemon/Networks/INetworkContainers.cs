using Aot.Daemon.Networks.Contracts;

namespace Aot.Daemon.Networks;

/// <summary>What networks ask of containers. An interface, because containers know networks and not the other way round.</summary>
internal interface INetworkContainers
{
    /// <summary>Attaches a container, running or not, to a network; it stays so over restarts.</summary>
    /// <param name="reference">A container's id or name.</param>
    Task ConnectAsync(string reference, NetworkEntry network, EndpointSettings? wanted, CancellationToken cancellationToken);

    /// <summary>Takes a container off a network.</summary>
    Task DisconnectAsync(string reference, NetworkEntry network, bool force, CancellationToken cancellationToken);
}
