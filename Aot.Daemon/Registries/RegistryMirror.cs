using System.Buffers;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Registries;

/// <summary>A mirror of docker.io.</summary>
internal sealed record RegistryMirror
{
    private const string SchemeEnd = "://";

    private static readonly SearchValues<char> SchemeCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.");

    /// <summary>As the user wrote it, with one slash at its end: what /info tells.</summary>
    public required string Text { get; init; }

    /// <summary>`host` or `host:port` as the user wrote it.</summary>
    public required string Authority { get; init; }

    public required Uri Address { get; init; }

    /// <summary>A mirror as it stands in daemon.json. It may have a path, as with dockerd 29; 20.10 refuses one.</summary>
    /// <exception cref="DaemonException">Invalid, in dockerd's words.</exception>
    public static RegistryMirror Parse(string text)
    {
        int schemeEnd = text.IndexOf(SchemeEnd, StringComparison.Ordinal);
        if (schemeEnd <= 0)
        {
            throw DaemonException.Invalid(
                $"invalid mirror: no scheme specified for \"{text}\": must use either 'https://' or 'http://'");
        }

        ReadOnlySpan<char> scheme = text.AsSpan(0, schemeEnd);
        if (!char.IsAsciiLetter(scheme[0]) || scheme.ContainsAnyExcept(SchemeCharacters))
        {
            throw NotAUri(text, "");
        }

        int authority = schemeEnd + SchemeEnd.Length;
        int length = text.AsSpan(authority).IndexOfAny('/', '?', '#');
        int authorityEnd = length < 0 ? text.Length : authority + length;
        int userEnd = text.LastIndexOf('@', authorityEnd - 1, authorityEnd - authority);
        string shown = userEnd < 0 ? text : WithoutPassword(text, authority, userEnd);
        if (!scheme.Equals("https", StringComparison.OrdinalIgnoreCase) && !scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
        {
            throw DaemonException.Invalid(
                $"invalid mirror: unsupported scheme \"{scheme}\" in \"{shown}\": must use either 'https://' or 'http://'");
        }

        if (text.AsSpan().ContainsAny('?', '#'))
        {
            throw DaemonException.Invalid($"invalid mirror: query or fragment at end of the URI \"{shown}\"");
        }

        if (userEnd >= 0)
        {
            throw DaemonException.Invalid($"invalid mirror: username/password not allowed in URI \"{shown}\"");
        }

        // dockerd takes these for mirrors, and fails at each pull.
        if (authorityEnd == authority)
        {
            throw NotAUri(text, ": no host");
        }

        string normal = (text.EndsWith('/') ? text[..^1] : text) + "/";
        return IsPrintable(text) && Uri.TryCreate(normal, UriKind.Absolute, out Uri? address) && address.Host.Length > 0
            ? new RegistryMirror { Text = normal, Authority = text[authority..authorityEnd], Address = address }
            : throw NotAUri(text, "");
    }

    // What a URI may not hold, and what would forge a line of the log.
    private static bool IsPrintable(ReadOnlySpan<char> text) =>
        !text.ContainsAnyInRange('\0', ' ') && !text.ContainsAny('\\', '"', '\x7f');

    // user:secret@ -> user:xxxxx@, as dockerd shows it.
    private static string WithoutPassword(string text, int authority, int userEnd)
    {
        int colon = text.IndexOf(':', authority, userEnd - authority);
        return $"{text[..(colon < 0 ? userEnd : colon)]}:xxxxx{text[userEnd..]}";
    }

    private static DaemonException NotAUri(string text, string reason) =>
        DaemonException.Invalid($"invalid mirror: \"{text}\" is not a valid URI{reason}");
}
