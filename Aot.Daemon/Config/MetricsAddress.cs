using System.Globalization;
using System.Net;

namespace Aot.Daemon.Config;

/// <summary>Where the metrics are served: an IP address and a TCP port. Metrics tell who runs what, to anyone who asks; so only an address that is
/// written out leaves this host.</summary>
internal readonly record struct MetricsAddress
{
    private MetricsAddress(IPAddress address, ushort port) => (Address, Port) = (address, port);

    public IPAddress Address { get; }

    /// <summary>0: one that the kernel chooses.</summary>
    public ushort Port { get; }

    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>Parses `address:port`, `[address]:port`, `localhost:port` and `:port`; the last means this host alone, where dockerd takes it for all
    /// addresses.</summary>
    /// <exception cref="FormatException">Nothing of the kind.</exception>
    public static MetricsAddress Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out ushort port))
        {
            throw new FormatException($"invalid metrics address, it must be address:port: {text}");
        }

        return new MetricsAddress(ParseAddress(text[..colon], text), port);
    }

    public override string ToString() => new IPEndPoint(Address, Port).ToString();

    private static IPAddress ParseAddress(string host, string text)
    {
        if (host is "" or "localhost")
        {
            return IPAddress.Loopback;
        }

        // Brackets belong to IPv6 and to nothing else: without them, 1::2:3 could end in a port or not.
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        return bracketed == host.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(bracketed ? host[1..^1] : host, out IPAddress? address)
            ? address
            : throw new FormatException($"invalid metrics address, {host} is no IP address: {text}");
    }
}
