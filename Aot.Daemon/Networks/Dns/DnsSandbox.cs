using System.Collections.Immutable;
using System.Net;

namespace Aot.Daemon.Networks.Dns;

/// <summary>A sandbox whose names are answered at 127.0.0.11.</summary>
internal sealed record DnsSandbox
{
    public required string ContainerId { get; init; }

    /// <summary>The pinned network namespace.</summary>
    public required string NamespacePath { get; init; }

    /// <summary>Names that are no container's are asked of the host's resolvers, as its resolv.conf names them at that time.</summary>
    public bool AsksHostResolvers { get; init; }

    /// <summary>Else who is asked for them, in this order; empty: nobody (an internal network).</summary>
    public ImmutableArray<IPAddress> Upstreams { get; init; } = [];

    /// <summary>They are reached from the container's network (given with --dns), not from the host's (the host's own resolvers).</summary>
    public bool AsksFromSandbox { get; init; }

    /// <summary>The container's resolv.conf has an ndots that was chosen (--dns-option, or the host's): an unknown name of one label is not forwarded, as dockerd has it.</summary>
    public bool ChoseNdots { get; init; }

    public bool Forwards => AsksHostResolvers || !Upstreams.IsEmpty;
}
