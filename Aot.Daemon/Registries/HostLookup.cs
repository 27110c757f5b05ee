using System.Net;

namespace Aot.Daemon.Registries;

/// <summary>Asks for the addresses of a host name. A name that cannot be resolved is a SocketException.</summary>
internal delegate Task<IPAddress[]> HostLookup(string host, CancellationToken cancellationToken);
