using System.Net;

namespace Aot.Daemon.Networks;

/// <summary>A container's port that the host is to have too.</summary>
/// <param name="Protocol">tcp, udp or sctp.</param>
/// <param name="HostIp">Null: the network's own choice, else all.</param>
/// <param name="First">The host's first port that will do; 0: any.</param>
/// <param name="Last">The last one.</param>
internal readonly record struct PortRequest(string Protocol, ushort ContainerPort, IPAddress? HostIp, ushort First, ushort Last);
