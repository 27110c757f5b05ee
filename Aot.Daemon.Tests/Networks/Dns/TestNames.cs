using System.Collections.Immutable;
using System.Net;
using Aot.Daemon.Networks.Dns;

namespace Aot.Daemon.Tests.Networks.Dns;

/// <summary>The names of a test's one network.</summary>
internal sealed class TestNames : IDnsNames
{
    private readonly Dictionary<string, ImmutableArray<IPAddress>> _addresses = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<IPAddress, string> _names = [];

    public TestNames Add(string name, params string[] addresses)
    {
        _addresses[name] = [.. addresses.Select(IPAddress.Parse)];
        foreach (IPAddress address in _addresses[name])
        {
            _names[address] = name + ".net1";
        }

        return this;
    }

    /// <summary>A name that cannot be looked up without a surprise.</summary>
    public const string Broken = "broken";

    public ImmutableArray<IPAddress> Resolve(string containerId, string name) => name == Broken ? throw new InvalidOperationException(name) : _addresses.GetValueOrDefault(name);

    public string? Reverse(string containerId, IPAddress address) => _names.GetValueOrDefault(address);
}
