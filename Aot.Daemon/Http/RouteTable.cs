namespace Aot.Daemon.Http;

/// <summary>
/// The daemon's routes. A pattern is literal segments and `{name}` segments; `{name*}` matches one or more segments (an image's name), also before
/// further literals: /images/{name*}/json. Paths are matched without their version prefix.
/// </summary>
internal sealed class RouteTable
{
    private readonly List<(string Method, string Pattern, ApiHandler Handler)> _routes = [];

    public void Add(string method, string pattern, ApiHandler handler) => _routes.Add((method, pattern, handler));
}
