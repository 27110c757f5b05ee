using System.Net;

namespace Aot.Daemon.Networks.Dataplane;

/// <summary>A published port: what arrives at the host's address and port goes to the container's.</summary>
/// <param name="Protocol">The IP protocol's number: 6 tcp, 17 udp, 132 sctp.</param>
/// <param name="HostAddress">An address of the host, or the unspecified one of its family for all of them.</param>
internal readonly record struct PortForward(byte Protocol, IPAddress HostAddress, ushort HostPort, IPAddress ContainerAddress, ushort ContainerPort);
