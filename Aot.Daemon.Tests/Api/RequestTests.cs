using System.Net.Sockets;
using System.Text;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Aot.Daemon.Tests.Api;

public sealed class RequestTests
{
    [Fact]
    public async Task Every_answer_carries_the_headers_that_clients_read()
    {
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", context => context.WriteStatusAsync(204)));
        foreach (string target in (string[])["/x", "/v1.41/x", "/v1.20/x", "/v9.9/x", "/unknown"])
        {
            RawResponse response = await api.SendAsync("GET", target);
            Assert.Equal("1.51", response.Header("Api-Version"));
            Assert.Equal("false", response.Header("Docker-Experimental"));
            Assert.Equal("linux", response.Header("Ostype"));
            Assert.Equal("aotd/1.2.3 (linux)", response.Header("Server"));
        }
    }

    [Fact]
    public async Task An_unknown_route_is_not_found_as_dockerd_says_it()
    {
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", context => context.WriteStatusAsync(204)));
        foreach (string target in (string[])["/y", "/v1.41/y", "/v1.20/y", "/"])
        {
            RawResponse response = await api.SendAsync("GET", target);
            Assert.Equal((404, """{"message":"page not found"}"""), (response.Status, response.Body));
            Assert.Equal("application/json", response.Header("Content-Type"));
        }

        Assert.Equal(404, (await api.SendAsync("POST", "/x")).Status);
    }

    [Fact]
    public async Task A_version_that_is_not_answered_is_refused()
    {
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", context => context.WriteStatusAsync(204)));
        Assert.Equal(
            """{"message":"client version 1.20 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"}""",
            (await api.SendAsync("GET", "/v1.20/x")).Body);
        RawResponse response = await api.SendAsync("GET", "/v1.99/x");
        Assert.Equal((400, """{"message":"client version 1.99 is too new. Maximum supported API version is 1.51"}"""), (response.Status, response.Body));
    }

    [Fact]
    public async Task The_handler_learns_version_route_and_query()
    {
        string? seen = null;
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/a/{id}", context =>
        {
            seen = $"{context.Version} {context.Route("id")} {context.Query("q")} {context.Query("none") ?? "-"} {context.Query("empty")} "
                + $"{string.Join('+', context.QueryAll("m"))} {context.QueryAll("none").Count} {context.QueryInt("n")} {context.QueryInt("empty")}";
            return context.WriteStatusAsync(200);
        }
        ));
        await api.SendAsync("GET", "/v1.30/a/x%2Fy?q=a%20b+c&empty=&m=1&m=2&n=-7");
        Assert.Equal("1.30 x/y a b c -  1+2 0 -7 ", seen);
    }

    [Theory]
    [InlineData("", "absent")]
    [InlineData("f", "False")]
    [InlineData("f=", "False")]
    [InlineData("f=0", "False")]
    [InlineData("f=No", "False")]
    [InlineData("f=false", "False")]
    [InlineData("f=NONE", "False")]
    [InlineData("f=1", "True")]
    [InlineData("f=True", "True")]
    [InlineData("f=whatever", "True")]
    public async Task A_flag_is_read_by_the_apis_rule(string query, string expected)
    {
        var seen = new List<string>();
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", context =>
        {
            seen.Add(context.QueryFlag("f").ToString());
            seen.Add(context.QueryFlag("f", absent: true).ToString());
            return context.WriteStatusAsync(200);
        }
        ));
        await api.SendAsync("GET", "/x?" + query);
        Assert.Equal(expected == "absent" ? ["False", "True"] : [expected, expected], seen);
    }

    [Fact]
    public async Task A_number_that_is_none_is_the_clients_mistake()
    {
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", context => context.WriteStatusAsync(context.QueryInt("n") ?? 200)));
        Assert.Equal(400, (await api.SendAsync("GET", "/x?n=1x")).Status);
        Assert.Equal(400, (await api.SendAsync("GET", "/x?n=99999999999")).Status);
        Assert.Equal(200, (await api.SendAsync("GET", "/x?n=")).Status);
    }

    public static TheoryData<Exception, int> Failures() => new()
    {
        { DaemonException.Invalid("m"), 400 },
        { DaemonException.NotFound("m"), 404 },
        { DaemonException.Conflict("m"), 409 },
        { DaemonException.Forbidden("m"), 403 },
        { DaemonException.NotImplemented("m"), 501 },
        { DaemonException.Unavailable("m"), 503 },
        { DaemonException.System("m"), 500 },
        { new RuntimeStartException(RuntimeStartFailure.NotExecutable, "m"), 400 },
        { new RuntimeStartException(RuntimeStartFailure.CommandNotFound, "m"), 400 },
        { new RuntimeStartException(RuntimeStartFailure.Other, "m"), 500 },
        { new InvalidOperationException("m"), 500 },
        { new OperationCanceledException("m"), 500 },
        { new IOException("m"), 500 },
    };

    [Theory]
    [MemberData(nameof(Failures), DisableDiscoveryEnumeration = true)]
    public async Task A_failure_becomes_status_and_message(Exception failure, int status)
    {
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", _ => throw failure));
        RawResponse response = await api.SendAsync("GET", "/x");
        Assert.Equal((status, """{"message":"m"}"""), (response.Status, response.Body));
        Assert.Equal(status == 500 ? 1 : 0, api.Log.Lines.Count(line => line.Level >= LogLevel.Warning));
    }

    [Fact]
    public async Task What_is_as_asked_for_already_gives_304_without_a_body()
    {
        await using ApiFixture api = await ApiFixture.StartAsync(("POST", "/x", _ => throw DaemonException.NotModified("m")));
        RawResponse response = await api.SendAsync("POST", "/x");
        Assert.Equal((304, "", null), (response.Status, response.Body, response.Header("Content-Type")));
    }

    [Fact]
    public async Task A_failure_in_mid_answer_breaks_the_connection_so_that_nobody_takes_the_part_for_the_whole()
    {
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", async context =>
        {
            Stream stream = await context.StartStreamAsync("application/x-tar");
            await stream.WriteAsync("part"u8.ToArray());
            throw DaemonException.System("disk failed");
        }
        ));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: d\r\n\r\n");
        string received;
        try
        {
            received = Encoding.UTF8.GetString(await client.ReadToEndAsync());
        }
        catch (SocketException)
        {
            received = "";
        }

        Assert.DoesNotContain("\r\n0\r\n", received, StringComparison.Ordinal);
        Assert.Single(api.Log.Lines, line => line.Level == LogLevel.Warning && line.Text.Contains("disk failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Headers_of_a_streaming_answer_arrive_before_its_first_byte()
    {
        var go = new TaskCompletionSource();
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", async context =>
        {
            Stream stream = await context.StartStreamAsync("application/json");
            await go.Task;
            await stream.WriteAsync("late"u8.ToArray());
        }
        ));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: d\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await client.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        go.SetResult();
        Assert.Equal("4\r\nlate\r\n", await client.ReadUntilAsync("late\r\n"));
    }

    [Fact]
    public async Task A_client_that_goes_aborts_a_streaming_answer_and_nothing_is_logged()
    {
        var ended = new TaskCompletionSource<Exception?>();
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", async context =>
        {
            try
            {
                await context.StartStreamAsync("application/json");
                await Task.Delay(Timeout.Infinite, context.Aborted);
            }
            catch (Exception failure)
            {
                ended.SetResult(failure);
                throw;
            }
        }
        ));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: d\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        client.Dispose();
        Assert.IsAssignableFrom<OperationCanceledException>(await ended.Task.WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.False(api.Log.Lines.Any(line => line.Level >= LogLevel.Warning), api.Log.ToString());
    }

    [Fact]
    public async Task A_client_that_half_closes_and_then_goes_aborts_a_streaming_answer()
    {
        var started = new TaskCompletionSource();
        var aborted = new TaskCompletionSource();
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", async context =>
        {
            await context.StartStreamAsync("application/json");
            started.SetResult();
            using var registration = context.Aborted.Register(aborted.SetResult);
            await aborted.Task;
        }
        ));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: d\r\n\r\n");
        client.HalfClose();
        await started.Task;
        Assert.NotSame(aborted.Task, await Task.WhenAny(aborted.Task, Task.Delay(200)));
        client.Dispose();
        await aborted.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_client_that_half_closes_keeps_its_answer()
    {
        var go = new TaskCompletionSource();
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", async context =>
        {
            await go.Task;
            await context.WriteJsonAsync(200, new ErrorResponse("late"), ApiJsonContext.Default.ErrorResponse);
        }
        ));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("GET /x HTTP/1.1\r\nHost: d\r\n\r\n");
        client.HalfClose();
        Task<byte[]> reading = client.ReadToEndAsync();
        Assert.NotSame(reading, await Task.WhenAny(reading, Task.Delay(200)));
        go.SetResult();
        Assert.Equal("""{"message":"late"}""", RawResponse.Parse(await reading).Body);
    }

    [Fact]
    public async Task Requests_may_be_sent_ahead_on_one_connection()
    {
        int count = 0;
        await using ApiFixture api = await ApiFixture.StartAsync(("POST", "/x", async context =>
        {
            ContainerConfig? body = await context.ReadJsonAsync(ApiJsonContext.Default.ContainerConfig);
            await context.WriteJsonAsync(200, new ErrorResponse($"{body?.User}{count++}"), ApiJsonContext.Default.ErrorResponse);
        }
        ));
        using RawClient client = await api.ConnectAsync();
        const string request = "POST /v1.41/x HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 12\r\n\r\n{\"User\":\"u\"}";
        const string chunked = "POST /x HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n{\"U\r\n9\r\nser\":\"u\"}\r\n0\r\n\r\n";
        await client.SendAsync(request + chunked + request);
        client.HalfClose();
        string all = Encoding.UTF8.GetString(await client.ReadToEndAsync());
        Assert.Equal(3, all.Split("HTTP/1.1 200 OK").Length - 1);
        Assert.Contains("u0", all, StringComparison.Ordinal);
        Assert.Contains("u1", all, StringComparison.Ordinal);
        Assert.EndsWith("""{"message":"u2"}""", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("GET /x HTTP/1.1\r\n\r\n")]
    [InlineData("GET /x HTTP/1.1\r\nHost: d\r\nContent-Length: x\r\n\r\n")]
    [InlineData("GET /%00 HTTP/1.1\r\nHost: d\r\n\r\n")]
    [InlineData("GET /images/%2e%2e/x HTTP/1.1\r\nHost: d\r\n\r\n")]
    [InlineData("POST /x HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    public async Task A_malformed_request_is_refused_and_the_server_lives(string request)
    {
        await using ApiFixture api = await ApiFixture.StartAsync(
            ("GET", "/x", context => context.WriteStatusAsync(204)),
            ("POST", "/x", async context =>
            {
                await context.ReadJsonAsync(ApiJsonContext.Default.ContainerConfig);
                await context.WriteStatusAsync(204);
            }
        ));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync(request);
        client.HalfClose();
        Assert.Equal(400, RawResponse.Parse(await client.ReadToEndAsync()).Status);
        Assert.Equal(204, (await api.SendAsync("GET", "/x")).Status);
        Assert.False(api.Log.Lines.Any(line => line.Level >= LogLevel.Warning), api.Log.ToString());
    }

    [Fact]
    public async Task A_client_that_gives_up_in_the_middle_of_its_body_leaves_no_trace()
    {
        var ended = new TaskCompletionSource();
        await using ApiFixture api = await ApiFixture.StartAsync(("POST", "/x", async context =>
        {
            try
            {
                await context.Http.Request.Body.CopyToAsync(Stream.Null, context.Aborted);
            }
            finally
            {
                ended.SetResult();
            }
        }
        ));
        using (RawClient client = await api.ConnectAsync())
        {
            await client.SendAsync("POST /x HTTP/1.1\r\nHost: d\r\nContent-Length: 1000000\r\n\r\npart");
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.False(api.Log.Lines.Any(line => line.Level >= LogLevel.Warning), api.Log.ToString());
    }

    [Fact]
    public async Task A_body_that_ends_early_ends_the_connection_and_the_server_lives()
    {
        await using ApiFixture api = await ApiFixture.StartAsync(
            ("GET", "/x", context => context.WriteStatusAsync(204)),
            ("POST", "/x", context => context.ReadJsonAsync(ApiJsonContext.Default.ContainerConfig).AsTask()));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /x HTTP/1.1\r\nHost: d\r\nContent-Type: application/json\r\nContent-Length: 50\r\n\r\n{}");
        client.HalfClose();
        Assert.Empty(await client.ReadToEndAsync());
        Assert.Equal(204, (await api.SendAsync("GET", "/x")).Status);
        Assert.False(api.Log.Lines.Any(line => line.Level >= LogLevel.Warning), api.Log.ToString());
    }

    [Fact]
    public async Task A_server_that_stops_in_order_takes_its_socket_away()
    {
        ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", context => context.WriteStatusAsync(204)));
        Assert.True(File.Exists(api.SocketPath));
        await api.StopAsync();
        Assert.False(File.Exists(api.SocketPath));
        await api.DisposeAsync();
    }

    [Fact]
    public async Task A_long_query_is_read()
    {
        await using ApiFixture api = await ApiFixture.StartAsync(("GET", "/x", context => context.WriteStatusAsync(context.Query("q")!.Length == 50_000 ? 204 : 500)));
        Assert.Equal(204, (await api.SendAsync("GET", "/x?q=" + new string('a', 50_000))).Status);
    }
}
