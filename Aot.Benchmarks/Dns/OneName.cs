using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Dns;

namespace Aot.Benchmarks.Dns;

/// <summary>A network with one name.</summary>
internal sealed class OneName(string name) : IDnsNames
{
    private readonly ImmutableArray<IPAddress> _addresses = [IPAddress.Parse("10.1.0.2")];

    public ImmutableArray<IPAddress> Resolve(string containerId, string asked) =>
        asked.Equals(name, StringComparison.OrdinalIgnoreCase) ? _addresses : default;

    public string? Reverse(string containerId, IPAddress address) => null;
}
