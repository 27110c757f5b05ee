using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Http;

public sealed class RouteTableTests
{
    private static readonly ApiHandler First = _ => Task.CompletedTask;
    private static readonly ApiHandler Second = _ => Task.CompletedTask;

    [Theory]
    [InlineData("/images/{name*}/json", "/images/busybox/json", "busybox")]
    [InlineData("/images/{name*}/json", "/images/docker.io/library/busybox:1/json", "docker.io/library/busybox:1")]
    [InlineData("/images/{name*}/json", "/images/a%2Fb/json", "a/b")]
    [InlineData("/images/{name*}/json", "/images/json/json", "json")]
    [InlineData("/images/{name*}", "/images/a/b", "a/b")]
    [InlineData("/containers/{name}/json", "/containers/a%20b/json", "a b")]
    [InlineData("/containers/{name}/json", "/containers/%2Fa/json", "/a")]
    [InlineData("/containers/{name}/json", "/containers/%C3%A4/json", "ä")]
    public void A_value_is_matched_and_decoded(string pattern, string path, string expected)
    {
        var routes = new RouteTable();
        routes.Add("GET", pattern, First);
        Assert.Same(First, routes.Match("GET", path, out RouteValues values));
        Assert.Equal(expected, values["name"]);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("GET", "info")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/info/")]
    [InlineData("GET", "//info")]
    [InlineData("GET", "/INFO")]
    [InlineData("POST", "/info")]
    [InlineData("GET", "/images/json")]
    [InlineData("GET", "/images//json")]
    [InlineData("GET", "/infos")]
    public void What_matches_no_route_has_none(string method, string path)
    {
        var routes = new RouteTable();
        routes.Add("GET", "/info", First);
        routes.Add("GET", "/images/{name*}/json", First);
        Assert.Null(routes.Match(method, path, out _));
    }

    [Theory]
    [InlineData("/images/../json")]
    [InlineData("/images/%2e%2e/json")]
    [InlineData("/images/a%2f..%2fb/json")]
    [InlineData("/images/./json")]
    [InlineData("/images/a%00b/json")]
    [InlineData("/images/a%0ab/json")]
    [InlineData("/images/%zz/json")]
    [InlineData("/images/%4/json")]
    [InlineData("/images/%ff%fe/json")]
    public void A_hostile_path_is_refused(string path)
    {
        var routes = new RouteTable();
        routes.Add("GET", "/images/{name*}/json", First);
        Assert.Equal(ErrorKind.Invalid, Assert.Throws<DaemonException>(() => routes.Match("GET", path, out _)).Kind);
    }

    [Fact]
    public void The_first_route_that_matches_answers()
    {
        var routes = new RouteTable();
        routes.Add("GET", "/images/json", First);
        routes.Add("GET", "/images/{name*}", Second);
        Assert.Same(First, routes.Match("GET", "/images/json", out _));
        Assert.Same(Second, routes.Match("GET", "/images/other", out _));
    }

    [Fact]
    public void A_star_stands_for_every_method()
    {
        var routes = new RouteTable();
        routes.Add("*", "/swarm", First);
        Assert.Same(First, routes.Match("DELETE", "/swarm", out _));
    }

    [Fact]
    public void A_pattern_has_at_most_one_greedy_value() => Assert.Throws<ArgumentException>(() => new RoutePattern("/{a*}/{b*}"));
}
