using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Http;
using Aot.Daemon.Logs;
using Aot.Daemon.Tests.Api;
using Xunit;

namespace Aot.Daemon.Tests.Logs;

public sealed class LogEndpointTests
{
    [Theory]
    [InlineData("/v1.51", false, "application/vnd.docker.multiplexed-stream")]
    [InlineData("/v1.42", false, "application/vnd.docker.multiplexed-stream")]
    [InlineData("/v1.41", false, "application/vnd.docker.raw-stream")]
    [InlineData("", true, "application/vnd.docker.raw-stream")]
    public async Task The_content_type_is_that_of_the_version(string version, bool tty, string expected)
    {
        using var log = new LogFixture(tty: tty);
        log.Write("a");
        await using ApiFixture api = await ServeAsync(log);
        RawResponse answer = await api.SendAsync("GET", $"{version}/containers/c/logs?stdout=1");
        Assert.Equal((200, expected), (answer.Status, answer.Header("Content-Type")));
        Assert.Equal(tty ? "a\n" : "\u0001\0\0\0\0\0\0\u0002a\n", answer.Body);
    }

    [Theory]
    [InlineData("stdout=1&tail=1", "c\n")]
    [InlineData("stdout=1&tail=all", "a\nb\nc\n")]
    [InlineData("stdout=1&tail=", "a\nb\nc\n")]
    [InlineData("stdout=1&tail=nonsense", "a\nb\nc\n")]
    [InlineData("stdout=1&tail=-1", "a\nb\nc\n")]
    [InlineData("stderr=1", "")]
    [InlineData("stdout=1&stderr=1&since=0&until=0", "a\nb\nc\n")]
    [InlineData("stdout=1&since=2026-01-02T03:00:01Z", "b\nc\n")]
    [InlineData("stdout=1&since=1767322801.000000000&until=1767322801.999999999", "b\n")]
    [InlineData("stdout=1&follow=1", "a\nb\nc\n")]
    [InlineData("stdout=1&timestamps=1&tail=1", "2026-01-02T03:00:02.000000000Z c\n")]
    public async Task Queries_are_understood(string query, string expected)
    {
        using var log = new LogFixture();
        log.Write("a", "b", "c");
        await using ApiFixture api = await ServeAsync(log);
        RawResponse answer = await api.SendAsync("GET", "/containers/c/logs?" + query);
        Assert.Equal((200, expected), (answer.Status, answer.Body));
    }

    [Theory]
    [InlineData("c", "", 400, "Bad parameters: you must choose at least one stream")]
    [InlineData("c", "stdout=0", 400, "Bad parameters: you must choose at least one stream")]
    [InlineData("c", "stdout=1&since=yesterday", 400, "invalid value for \\\"since\\\": yesterday")]
    [InlineData("nosuch", "stdout=1", 404, "No such container: nosuch")]
    public async Task What_is_wrong_is_told(string container, string query, int status, string message)
    {
        using var log = new LogFixture();
        await using ApiFixture api = await ServeAsync(log);
        RawResponse answer = await api.SendAsync("GET", $"/containers/{container}/logs?{query}");
        Assert.Equal(status, answer.Status);
        Assert.Contains($"{{\"message\":\"{message}\"}}", answer.Body.Replace("\\u0022", "\\\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_driver_that_keeps_nothing_cannot_be_read()
    {
        using var log = new LogFixture(log: new LogConfig { Type = "none" });
        await using ApiFixture api = await ServeAsync(log);
        RawResponse answer = await api.SendAsync("GET", "/containers/c/logs?stdout=1");
        Assert.Equal(501, answer.Status);
        Assert.Contains("configured logging driver does not support reading", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_follow_is_answered_at_once_and_ends_with_the_container()
    {
        using var log = new LogFixture(running: true);
        await using ApiFixture api = await ServeAsync(log);
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("GET /containers/c/logs?stdout=1&follow=1 HTTP/1.1\r\nHost: d\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        log.Write("a");
        await client.ReadUntilAsync("a\n\r\n");
        log.Task.Exit(new ProcessExit(log.Entry.Id, null, 0, DateTimeOffset.UtcNow, false));
        await client.ReadUntilAsync("0\r\n\r\n");
    }

    private static Task<ApiFixture> ServeAsync(LogFixture log)
    {
        var routes = new RouteTable();
        LogEndpoints.Map(routes, log.Service, TimeProvider.System);
        return ApiFixture.StartAsync(routes);
    }
}
