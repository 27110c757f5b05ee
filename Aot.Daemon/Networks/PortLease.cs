using System.Net;
using Aot.Daemon.Networks.Contracts;
using Aot.Daemon.Networks.Dataplane;

namespace Aot.Daemon.Networks;

/// <summary>A port of the host that a container has. Disposing of it gives it back.</summary>
/// <param name="reservation">What keeps other programs away; null: it could not be had.</param>
internal sealed class PortLease(byte protocol, IPAddress host, PublishedPort published, IDisposable? reservation) : IDisposable
{
    public PublishedPort Published { get; private set; } = published;

    public bool IsIPv6 => host.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;

    public PortForward Forward => new(protocol, host, Published.HostPort, IPAddress.Parse(Published.ContainerIp), Published.ContainerPort);

    /// <summary>It leads to another address of the container from here on.</summary>
    public void Redirect(IPAddress container) => Published = Published with { ContainerIp = container.ToString() };

    public void Dispose() => reservation?.Dispose();
}
