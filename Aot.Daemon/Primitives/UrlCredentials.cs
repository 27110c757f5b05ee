namespace Aot.Daemon.Primitives;

/// <summary>URLs that may carry a user and password, such as those of proxies, made fit to be logged.</summary>
internal static class UrlCredentials
{
    private const string Masked = "xxxxx:xxxxx@";

    /// <summary>The URL with `xxxxx:xxxxx` for its user and password; unchanged when it has none. In doubt it hides too much: a password with a slash
    /// in it, which no URL may have, is hidden too.</summary>
    public static string Mask(string url)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        int start = scheme < 0 ? 0 : scheme + 3;
        int length = url.AsSpan(start).IndexOfAny('/', '?', '#');
        ReadOnlySpan<char> authority = length < 0 ? url.AsSpan(start) : url.AsSpan(start, length);
        int at = authority.LastIndexOf('@');
        if (at < 0 && !IsHost(authority))
        {
            at = url.AsSpan(start).LastIndexOf('@');
        }

        return at < 0 ? url : string.Concat(url.AsSpan(0, start), Masked, url.AsSpan(start + at + 1));
    }

    // host, host:port or [IPv6]:port.
    private static bool IsHost(ReadOnlySpan<char> authority)
    {
        int colon = authority.LastIndexOf(':');
        return colon < 0 || authority.EndsWith("]") || !authority[(colon + 1)..].ContainsAnyExceptInRange('0', '9');
    }
}
