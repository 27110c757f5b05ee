using System.Net;

namespace Aot.Daemon.Linux.Conntrack;

/// <summary>A connection, or what of a connectionless protocol is taken for one, that the kernel tracks: where its first packet went to, and who answers.</summary>
internal readonly record struct Flow(IPEndPoint Destination, IPEndPoint Answerer);
