using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Aot.Daemon.Registries;

/// <summary>A registry as image references and the list of insecure registries name it: a host, perhaps with a port.</summary>
internal readonly record struct RegistryAddress
{
    private const int LargestPort = 65535;

    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");

    private RegistryAddress(string host, string? port)
    {
        Host = host;
        Port = port;
        Ip = IpSyntax.ParseAddress(host);
    }

    /// <summary>A name or an address, without brackets.</summary>
    public string Host { get; }

    /// <summary>Decimal digits; null when none was given.</summary>
    public string? Port { get; }

    /// <summary>The host, if it is an address.</summary>
    public IPAddress? Ip { get; }

    /// <summary>`host:port`, `[IPv6]:port`.</summary>
    /// <exception cref="FormatException">In dockerd's words: `invalid host "..."`, `invalid port "..."`.</exception>
    public static RegistryAddress Parse(string text)
    {
        (string host, string? port) = Split(text);
        if (port is not null)
        {
            bool isPort = int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= LargestPort;
            if (!isPort)
            {
                throw new FormatException($"invalid port \"{port}\"");
            }
        }

        var address = new RegistryAddress(host, port);
        return address.Ip is not null || IsName(host) ? address : throw new FormatException($"invalid host \"{host}\"");
    }

    /// <summary>As it stands in a URL.</summary>
    public override string ToString()
    {
        string host = Ip?.AddressFamily == AddressFamily.InterNetworkV6 || Host.Contains(':') ? $"[{Host}]" : Host;
        return Port is null ? host : $"{host}:{Port}";
    }

    private static (string Host, string? Port) Split(string text)
    {
        if (IpSyntax.ParseAddress(text) is not null)
        {
            return (text, null);
        }

        if (text.StartsWith('['))
        {
            int close = text.IndexOf(']');
            bool isIp = close > 0 && text.AsSpan(1, close - 1).Contains(':') && IpSyntax.ParseAddress(text.AsSpan(1, close - 1)) is not null;
            string rest = isIp ? text[(close + 1)..] : "";
            return isIp && (rest.Length == 0 || rest[0] == ':')
                ? (text[1..close], rest.Length == 0 ? null : rest[1..])
                : throw new FormatException($"invalid host \"{text}\"");
        }

        int colon = text.LastIndexOf(':');
        return colon < 0 ? (text, null) : (text[..colon], text[(colon + 1)..]);
    }

    private static bool IsName(ReadOnlySpan<char> host)
    {
        foreach (Range part in host.Split('.'))
        {
            ReadOnlySpan<char> label = host[part];
            if (label.IsEmpty || label[0] == '-' || label[^1] == '-' || label.ContainsAnyExcept(LabelCharacters))
            {
                return false;
            }
        }

        return true;
    }
}
