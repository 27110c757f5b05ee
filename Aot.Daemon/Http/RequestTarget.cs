using System.Buffers;
using System.Globalization;
using Aot.Daemon.Primitives;

namespace Aot.Daemon.Http;

/// <summary>The path of a request line, taken apart into version and rest.</summary>
internal readonly ref struct RequestTarget
{
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("0123456789.");

    private readonly ReadOnlySpan<char> _version;

    private RequestTarget(ReadOnlySpan<char> version, ReadOnlySpan<char> path)
    {
        _version = version;
        Path = path;
    }

    /// <summary>The path without version prefix and query, still percent-encoded.</summary>
    public ReadOnlySpan<char> Path { get; }

    /// <summary>Takes a request target in origin form (/v1.41/info?x) or absolute form (http://host/v1.41/info) apart.</summary>
    public static RequestTarget Parse(ReadOnlySpan<char> target)
    {
        if (!target.StartsWith('/'))
        {
            int scheme = target.IndexOf("://");
            int slash = scheme < 0 ? -1 : target[(scheme + 3)..].IndexOf('/');
            target = slash < 0 ? "/" : target[(scheme + 3 + slash)..];
        }

        int end = target.IndexOfAny('?', '#');
        ReadOnlySpan<char> path = end < 0 ? target : target[..end];
        if (!path.StartsWith("/v"))
        {
            return new RequestTarget(default, path);
        }

        ReadOnlySpan<char> rest = path[2..];
        int next = rest.IndexOf('/');
        ReadOnlySpan<char> version = next < 0 ? rest : rest[..next];
        bool isVersion = !version.IsEmpty && !version.ContainsAnyExcept(VersionCharacters);
        return next >= 0 && isVersion ? new RequestTarget(version, rest[next..]) : new RequestTarget(default, path);
    }

    /// <summary>The version that the client speaks; the current one for a path without. Invalid, in dockerd's words, when it is not answered.</summary>
    public ApiVersion Version()
    {
        if (_version.IsEmpty)
        {
            return ApiVersion.Current;
        }

        ApiVersion version = Read(_version);
        if (version < ApiVersion.Minimum)
        {
            throw DaemonException.Invalid(
                $"client version {_version} is too old. Minimum supported API version is {ApiVersion.Minimum}, please upgrade your client to a newer version");
        }

        return version > ApiVersion.Current
            ? throw DaemonException.Invalid($"client version {_version} is too new. Maximum supported API version is {ApiVersion.Current}")
            : version;
    }

    private static ApiVersion Read(ReadOnlySpan<char> text)
    {
        int dot = text.IndexOf('.');
        ReadOnlySpan<char> major = dot < 0 ? text : text[..dot];
        ReadOnlySpan<char> minor = dot < 0 ? "0" : text[(dot + 1)..];
        int further = minor.IndexOf('.');
        minor = further < 0 ? minor : minor[..further];
        return new ApiVersion(Number(major), Number(minor));
    }

    /// <summary>A part's number: none is 0, one too large to hold is simply too large.</summary>
    private static int Number(ReadOnlySpan<char> digits)
    {
        digits = digits.TrimStart('0');
        return digits.IsEmpty ? 0
            : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value
            : int.MaxValue;
    }
}
