using System.Net;

namespace Aot.Daemon.Containers.Networking;

/// <summary>A running container on the default network that another one is linked to.</summary>
/// <param name="Alias">What the other one calls it.</param>
internal sealed record ContainerLink(string Alias, ContainerRecord Target, IPAddress Address)
{
    /// <summary>Its line in the other one's /etc/hosts.</summary>
    public HostsLine Line =>
        new(Address, Alias == Target.Name ? $"{Alias} {Target.Config.Hostname}" : $"{Alias} {Target.Config.Hostname} {Target.Name}");
}
