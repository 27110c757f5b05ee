using Aot.Daemon.Events;
using Aot.Daemon.Http;
using Aot.Daemon.Tests.Api;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Events;

public sealed class EventsEndpointsTests
{
    private readonly ManualTime _time = new();
    private readonly EventService _events;

    public EventsEndpointsTests() => _events = new EventService(_time);

    [Fact]
    public async Task A_container_event_has_dockerds_fields()
    {
        await using ApiFixture api = await StartAsync();
        _events.Publish("container", "start", "abc", new Dictionary<string, string> { ["name"] = "web", ["image"] = "busybox" });
        RawResponse response = await api.SendAsync("GET", "/v1.41/events?since=1893553444&until=1893553444.9");
        Assert.Equal((200, ""), (response.Status, response.Body));
        Assert.Equal("application/json", response.Header("Content-Type"));
        response = await api.SendAsync("GET", "/v1.41/events?since=1893553444&until=1893553445");
        Assert.Equal(
            """{"status":"start","id":"abc","from":"busybox","Type":"container","Action":"start","Actor":{"ID":"abc","Attributes":{"image":"busybox","name":"web"}},"scope":"local","time":1893553445,"timeNano":1893553445000000000}"""
            + "\n",
            response.Body);
    }

    [Fact]
    public async Task Events_of_other_types_have_no_old_fields()
    {
        await using ApiFixture api = await StartAsync();
        _events.Publish("daemon", "reload", "id", new Dictionary<string, string>());
        Assert.Equal(
            """{"Type":"daemon","Action":"reload","Actor":{"ID":"id","Attributes":{}},"scope":"local","time":1893553445,"timeNano":1893553445000000000}""" + "\n",
            (await api.SendAsync("GET", "/events?until=1893553445")).Body);
    }

    [Fact]
    public async Task Events_come_as_they_happen_and_filtered()
    {
        await using ApiFixture api = await StartAsync();
        _events.Publish("container", "before", "abc", new Dictionary<string, string>());
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("GET /events?filters=%7B%22event%22%3A%5B%22start%22%5D%7D HTTP/1.1\r\nHost: d\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        _events.Publish("container", "create", "abc", new Dictionary<string, string>());
        _events.Publish("container", "start", "abc", new Dictionary<string, string>());
        string first = await client.ReadUntilAsync("}\n");
        Assert.Contains("\"start\"", first, StringComparison.Ordinal);
        Assert.DoesNotContain("\"create\"", first, StringComparison.Ordinal);
        _events.Publish("container", "start", "def", new Dictionary<string, string>());
        Assert.Contains("\"def\"", await client.ReadUntilAsync("}\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_stream_ends_at_until()
    {
        await using ApiFixture api = await StartAsync();
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("GET /events?until=1893553455 HTTP/1.1\r\nHost: d\r\nConnection: close\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        _events.Publish("container", "start", "abc", new Dictionary<string, string>());
        await client.ReadUntilAsync("}\n\r\n");
        Assert.Equal(1, _time.ActiveTimers);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("0\r\n\r\n", System.Text.Encoding.UTF8.GetString(await client.ReadToEndAsync()));
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Theory]
    [InlineData("since=2&until=1")]
    [InlineData("since=yesterday")]
    [InlineData("until=x")]
    [InlineData("filters=x")]
    public async Task A_wrong_query_is_refused(string query)
    {
        await using ApiFixture api = await StartAsync();
        Assert.Equal(400, (await api.SendAsync("GET", "/events?" + query)).Status);
    }

    [Theory]
    [InlineData("/events")]
    [InlineData("/events?until=1993553445")]
    public async Task A_client_that_goes_ends_its_handler(string target)
    {
        var ended = new TaskCompletionSource();
        var inner = new RouteTable();
        EventsEndpoints.Map(inner, _events, _time);
        ApiHandler handler = inner.Match("GET", "/events", out _)!;
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/events", async context =>
        {
            try
            {
                await handler(context);
            }
            finally
            {
                ended.SetResult();
            }
        }
        ));
        using (RawClient client = await api.ConnectAsync())
        {
            await client.SendAsync($"GET {target} HTTP/1.1\r\nHost: d\r\n\r\n");
            await client.ReadUntilAsync("\r\n\r\n");
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_client_that_does_not_read_holds_nobody_up_and_is_cut_off()
    {
        await using ApiFixture api = await StartAsync();
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("GET /events HTTP/1.1\r\nHost: d\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        var large = new Dictionary<string, string> { ["label"] = new('a', 4096) };
        for (int i = 0; i < EventService.Capacity * 3; i++)
        {
            _events.Publish("container", "start", "abc", large);
        }

        // Either it was fast enough to keep up with the publisher, or its connection breaks; the publisher went on in any case.
        _events.Publish("container", "last", "abc", new Dictionary<string, string>());
        try
        {
            Assert.EndsWith("}\n", await client.ReadUntilAsync("\"last\",\"Actor\":{\"ID\":\"abc\",\"Attributes\":{}},\"scope\":\"local\",\"time\":1893553445,\"timeNano\":1893553445000307200}\n"), StringComparison.Ordinal);
        }
        catch (Exception broken) when (broken is IOException or System.Net.Sockets.SocketException)
        {
            Assert.Contains(api.Log.Lines, line => line.Text.Contains("events were lost", StringComparison.Ordinal));
        }
    }

    private Task<ApiFixture> StartAsync()
    {
        var routes = new RouteTable();
        EventsEndpoints.Map(routes, _events, _time);
        return ApiFixture.StartAsync(routes);
    }
}
