using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Xunit;

namespace Aot.Daemon.Tests.Api;

public sealed class HijackTests
{
    private const string Raw = "application/vnd.docker.raw-stream";

    [Fact]
    public async Task An_upgrade_is_answered_with_101_and_carries_bytes_both_ways()
    {
        await using ApiFixture api = await EchoAsync();
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /v1.41/attach HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n");
        string head = await client.ReadUntilAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 101 UPGRADED\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Connection: Upgrade\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Upgrade: tcp\r\n", head, StringComparison.Ordinal);
        Assert.Contains($"Content-Type: {Raw}\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Api-Version: 1.51\r\n", head, StringComparison.Ordinal);
        await client.SendAsync("hello\n");
        Assert.Equal("hello\n", await client.ReadUntilAsync("\n"));
        client.HalfClose();
        Assert.Equal("end\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));
    }

    [Fact]
    public async Task Without_an_upgrade_header_the_answer_is_200_and_the_bytes_are_raw_all_the_same()
    {
        await using ApiFixture api = await EchoAsync();
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /attach HTTP/1.1\r\nHost: d\r\n\r\n");
        string head = await client.ReadUntilAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", head, StringComparison.Ordinal);
        Assert.DoesNotContain("Upgrade", head, StringComparison.Ordinal);
        await client.SendAsync("x");
        client.HalfClose();
        Assert.Equal("xend\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()));
    }

    [Theory]
    [InlineData("Content-Length: 15\r\n\r\n{\"User\":\"me\"}  ")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n5\r\n{\"Use\r\na\r\nr\":\"me\"}  \r\n0\r\n\r\n")]
    public async Task Request_body_stdin_and_half_close_may_come_in_one_burst(string framedBody)
    {
        await using ApiFixture api = await EchoAsync();
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync($"POST /exec HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\nContent-Type: application/json\r\n{framedBody}stdin");
        client.HalfClose();
        string all = Encoding.UTF8.GetString(await client.ReadToEndAsync());
        Assert.True(all.StartsWith("HTTP/1.1 101 UPGRADED\r\n", StringComparison.Ordinal), api.Log.ToString());
        Assert.EndsWith("\r\n\r\nuser=me\nstdinend\n", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_the_handler_did_not_read_is_not_taken_for_stdin()
    {
        await using ApiFixture api = await EchoAsync();
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /attach HTTP/1.1\r\nHost: d\r\nContent-Type: text/plain\r\nContent-Length: 4\r\n\r\nbodystdin");
        client.HalfClose();
        Assert.EndsWith("\r\n\r\nstdinend\n", Encoding.UTF8.GetString(await client.ReadToEndAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Four_megabytes_go_both_ways()
    {
        await using ApiFixture api = await EchoAsync();
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /attach HTTP/1.1\r\nHost: d\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        byte[] sent = RandomNumberGenerator.GetBytes(4 * 1024 * 1024);
        Task<byte[]> reading = client.ReadToEndAsync();
        await client.SendAsync(sent);
        client.HalfClose();
        byte[] received = await reading;
        Assert.Equal(sent.Length + 4, received.Length);
        Assert.True(received.AsSpan(0, sent.Length).SequenceEqual(sent));
    }

    [Fact]
    public async Task Output_that_comes_long_after_the_half_close_arrives()
    {
        var mayWrite = new TaskCompletionSource();
        await using ApiFixture api = await ApiFixture.StartAsync(("POST", "/attach", async context =>
        {
            await using HijackedStream stream = await context.HijackAsync(Raw);
            while (await stream.ReadAsync(new byte[100], stream.Closed) > 0)
            {
            }

            await mayWrite.Task;
            Assert.False(stream.Closed.IsCancellationRequested);
            await stream.WriteAsync("late"u8.ToArray(), stream.Closed);
        }
        ));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /attach HTTP/1.1\r\nHost: d\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        client.HalfClose();
        Task<byte[]> reading = client.ReadToEndAsync();
        Assert.NotSame(reading, await Task.WhenAny(reading, Task.Delay(300)));
        mayWrite.SetResult();
        Assert.Equal("late", Encoding.UTF8.GetString(await reading));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_goes_is_noticed_though_nobody_reads_or_writes(bool halfClosedBefore)
    {
        var started = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        await using ApiFixture api = await ApiFixture.StartAsync(("POST", "/attach", async context =>
        {
            await using HijackedStream stream = await context.HijackAsync(Raw);
            using var registration = stream.Closed.Register(gone.SetResult);
            started.SetResult();
            await gone.Task;
        }
        ));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /attach HTTP/1.1\r\nHost: d\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\n");
        await started.Task;

        // More than the transport buffers: it has stopped reading and cannot see end-of-file.
        client.Socket.Blocking = false;
        try
        {
            while (client.Socket.Send(new byte[65536]) > 0)
            {
            }
        }
        catch (SocketException full) when (full.SocketErrorCode == SocketError.WouldBlock)
        {
        }

        if (halfClosedBefore)
        {
            client.HalfClose();
        }

        Assert.False(gone.Task.IsCompleted);
        client.Dispose();
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_failure_before_the_takeover_is_an_ordinary_answer()
    {
        await using ApiFixture api = await ApiFixture.StartAsync(
            ("POST", "/attach", _ => throw Aot.Daemon.Primitives.DaemonException.NotFound("No such container: x")));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /attach HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n");
        client.HalfClose();
        RawResponse response = RawResponse.Parse(await client.ReadToEndAsync());
        Assert.Equal(404, response.Status);
        Assert.Equal("""{"message":"No such container: x"}""", response.Body);
    }

    [Fact]
    public async Task Stopping_the_server_ends_a_hijacked_connection()
    {
        var ended = new TaskCompletionSource();
        ApiFixture api = await ApiFixture.StartAsync(("POST", "/attach", async context =>
        {
            await using HijackedStream stream = await context.HijackAsync(Raw);
            using var registration = stream.Closed.Register(ended.SetResult);
            await ended.Task;
        }
        ));
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /attach HTTP/1.1\r\nHost: d\r\nUpgrade: tcp\r\nConnection: Upgrade\r\n\r\n");
        await client.ReadUntilAsync("\r\n\r\n");
        await api.DisposeAsync();
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(await client.ReadToEndAsync());
    }

    private static Task<ApiFixture> EchoAsync() => ApiFixture.StartAsync(
        ("POST", "/attach", context => EchoAsync(context, "")),
        ("POST", "/exec", async context =>
        {
            ContainerConfig? body = await context.ReadJsonAsync(ApiJsonContext.Default.ContainerConfig);
            await EchoAsync(context, $"user={body!.User}\n");
        }
    ));

    private static async Task EchoAsync(ApiContext context, string greeting)
    {
        await using HijackedStream stream = await context.HijackAsync(Raw);
        await stream.WriteAsync(Encoding.UTF8.GetBytes(greeting), stream.Closed);
        byte[] buffer = new byte[32768];
        for (int count; (count = await stream.ReadAsync(buffer, stream.Closed)) > 0;)
        {
            await stream.WriteAsync(buffer.AsMemory(0, count), stream.Closed);
        }

        await stream.WriteAsync("end\n"u8.ToArray(), stream.Closed);
    }
}
