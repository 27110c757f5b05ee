using System.Collections.Immutable;
using System.Net;

namespace Aot.Daemon.Networks.Dns;

/// <summary>What the name server asks of the networks. An interface, so that the server knows nothing of them. Called on any thread, never waits.</summary>
internal interface IDnsNames
{
    /// <summary>The addresses, of both families, that a name has as seen from a container: names, ids, aliases and links on the user-defined networks
    /// that it is attached to, in a new order each time. Default (null array) when the name is nobody's here.</summary>
    /// <param name="name">Without a trailing dot; compared without regard to case.</param>
    ImmutableArray<IPAddress> Resolve(string containerId, string name);

    /// <summary>The name of an address as seen from a container (`name.network`); null when it is nobody's here.</summary>
    string? Reverse(string containerId, IPAddress address);
}
