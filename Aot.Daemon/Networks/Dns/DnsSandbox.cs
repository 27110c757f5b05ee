using System.Collections.Immutable;
using System.Net;

namespace Aot.Daemon.Networks.Dns;

/// <summary>A sandbox whose names are answered at 127.0.0.11.</summary>
internal sealed record DnsSandbox
{
    public required string ContainerId { get; init; }

    /// <summary>The pinned network namespace.</summary>
    public required string NamespacePath { get; init; }

    /// <summary>Who is asked for names that are no container's, in this order; empty: nobody (an internal network).</summary>
    public ImmutableArray<IPAddress> Upstreams { get; init; } = [];

    /// <summary>They are reached from the container's network (given with --dns), not from the host's (the host's own resolvers).</summary>
    public bool AsksFromSandbox { get; init; }
}
