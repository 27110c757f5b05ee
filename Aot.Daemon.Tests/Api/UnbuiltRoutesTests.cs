using Aot.Daemon.Api;
using Aot.Daemon.Http;
using Xunit;

namespace Aot.Daemon.Tests.Api;

public sealed class UnbuiltRoutesTests
{
    [Theory]
    [InlineData("GET", "/v1.41/containers/x/stats?stream=0", "reading a container's statistics")]
    [InlineData("PUT", "/containers/x/archive?path=/", "copying files to containers")]
    [InlineData("POST", "/images/docker.io/library/a:1/push", "pushing images")]
    [InlineData("DELETE", "/volumes/x", "managing volumes")]
    [InlineData("POST", "/build", "building images")]
    [InlineData("POST", "/swarm/init", "swarm mode")]
    public async Task A_known_route_that_is_not_built_says_so(string method, string target, string what)
    {
        await using ApiFixture api = await StartAsync();
        RawResponse response = await api.SendAsync(method, target);
        Assert.Equal(501, response.Status);
        Assert.Equal($$"""{"message":"{{what}} is not supported by this version of aotd"}""", response.Body);
    }

    [Theory]
    [InlineData("GET", "/swarm")]
    [InlineData("GET", "/v1.41/nodes")]
    [InlineData("POST", "/services/create")]
    [InlineData("GET", "/tasks/x/logs")]
    [InlineData("DELETE", "/secrets/x")]
    [InlineData("GET", "/configs?filters={}")]
    public async Task The_swarm_answers_as_on_a_node_outside_one(string method, string target)
    {
        await using ApiFixture api = await StartAsync();
        RawResponse response = await api.SendAsync(method, target);
        Assert.Equal(503, response.Status);
        Assert.Equal(
            """{"message":"This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again."}""",
            response.Body);
    }

    [Fact]
    public async Task There_are_no_plugins()
    {
        await using ApiFixture api = await StartAsync();
        RawResponse response = await api.SendAsync("GET", "/plugins");
        Assert.Equal((200, "[]"), (response.Status, response.Body));
    }

    [Fact]
    public async Task Options_are_answered_everywhere()
    {
        await using ApiFixture api = await StartAsync();
        RawResponse response = await api.SendAsync("OPTIONS", "/v1.41/whatever/x");
        Assert.Equal((200, ""), (response.Status, response.Body));
    }

    [Fact]
    public async Task A_built_route_comes_first()
    {
        var routes = new RouteTable();
        routes.Add("GET", "/volumes/{id}", context => context.WriteStatusAsync(202));
        UnbuiltRoutes.Map(routes);
        await using ApiFixture api = await ApiFixture.StartAsync(routes);
        Assert.Equal(202, (await api.SendAsync("GET", "/volumes/x")).Status);
        Assert.Equal(501, (await api.SendAsync("DELETE", "/volumes/x")).Status);
    }

    private static Task<ApiFixture> StartAsync()
    {
        var routes = new RouteTable();
        UnbuiltRoutes.Map(routes);
        return ApiFixture.StartAsync(routes);
    }
}
