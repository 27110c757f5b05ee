using Aot.Daemon.Primitives;

namespace Aot.Daemon.Http;

/// <summary>
/// The daemon's routes. A pattern is literal segments and `{name}` segments; `{name*}` matches one or more segments (an image's name), also before
/// further literals: /images/{name*}/json. Paths are matched without their version prefix. The first route that matches answers.
/// </summary>
internal sealed class RouteTable
{
    private readonly List<(string Method, RoutePattern Pattern, ApiHandler Handler)> _routes = [];

    /// <param name="method">GET, HEAD, POST, PUT, DELETE, or `*` for any. A HEAD request is answered by HEAD routes only, as by dockerd.</param>
    public void Add(string method, string pattern, ApiHandler handler) => _routes.Add((method, new RoutePattern(pattern), handler));

    /// <summary>The route of a path without its version prefix, still percent-encoded; null when there is none. Invalid when the path is
    /// malformed.</summary>
    public ApiHandler? Match(string method, ReadOnlySpan<char> path, out RouteValues values)
    {
        values = default;
        if (path.IsEmpty || path[0] != '/')
        {
            return null;
        }

        string[] segments = Decode(path[1..]);
        foreach (var route in _routes)
        {
            if ((route.Method == "*" || route.Method == method) && route.Pattern.TryMatch(segments, out values))
            {
                return route.Handler;
            }
        }

        return null;
    }

    private static string[] Decode(ReadOnlySpan<char> path)
    {
        var segments = new string[path.Count('/') + 1];
        int index = 0;
        foreach (Range range in path.Split('/'))
        {
            segments[index++] = PathSegment.Decode(path[range]);
        }

        return segments;
    }
}
