namespace Aot.Daemon.Config;

/// <summary>An address of the API: a unix socket. dockerd's grammar for -H, of which aotd builds `unix://`.</summary>
internal readonly record struct HostAddress
{
    private const string UnixScheme = "unix://";

    // sun_path of unix(7): 108 bytes with the terminating zero.
    private const int MaximumPathBytes = 107;

    private HostAddress(string socketPath) => SocketPath = socketPath;

    /// <summary>unix:///run/aotd.sock: beside dockerd's own, so that the two can run together.</summary>
    public static HostAddress Default { get; } = new("/run/aotd.sock");

    /// <summary>Absolute and normalized.</summary>
    public string SocketPath { get; }

    /// <summary>Parses what -H was given; an empty address, or an empty path, is the default one.</summary>
    /// <exception cref="FormatException">Not an address, or one of a kind that is not supported.</exception>
    public static HostAddress Parse(string text)
    {
        string address = text.Trim();
        if (address is "" or UnixScheme)
        {
            return Default;
        }

        if (!address.StartsWith(UnixScheme, StringComparison.Ordinal))
        {
            throw new FormatException(Scheme(address) switch
            {
                "fd" => "fd:// (socket activation) is not supported, use unix://",
                "tcp" or "" => $"tcp is not supported, use unix://: {address}",
                _ => $"invalid bind address format: {address}",
            });
        }

        string path = address[UnixScheme.Length..];
        if (!path.StartsWith('/') || path.Contains('\0'))
        {
            throw new FormatException($"the path of a unix socket must be absolute: {address}");
        }

        path = Path.GetFullPath(path);
        if (System.Text.Encoding.UTF8.GetByteCount(path) > MaximumPathBytes)
        {
            throw new FormatException($"the path of a unix socket can have {MaximumPathBytes} bytes: {address}");
        }

        return new HostAddress(path);
    }

    public override string ToString() => UnixScheme + SocketPath;

    private static string Scheme(string address)
    {
        int end = address.IndexOf("://", StringComparison.Ordinal);
        return end < 0 ? "" : address[..end];
    }
}
