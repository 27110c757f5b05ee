using System.Security.Cryptography;
using System.Text;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Logs;
using Aot.Daemon.Tests.Api;
using Aot.Daemon.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Containers.Attach;

public sealed class AttachEndpointTests
{
    private const string Upgrade = "Connection: Upgrade\r\nUpgrade: tcp\r\nContent-Length: 0\r\n\r\n";

    private readonly TestContainers _containers = new();
    private readonly RecordedEvents _events = new();

    [Fact]
    public async Task The_answer_comes_before_the_start_and_input_and_output_survive_it()
    {
        ContainerEntry entry = _containers.Add(TestContainers.Record(config: new ContainerConfig { OpenStdin = true, StdinOnce = true }));
        await using ApiFixture api = await ServeAsync();
        using RawClient client = await api.ConnectAsync();
        await client.SendAsync("POST /v1.50/containers/c/attach?stream=1&stdin=1&stdout=1&stderr=1 HTTP/1.1\r\nHost: d\r\n" + Upgrade);
        string head = await client.ReadUntilAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 101 UPGRADED\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/vnd.docker.multiplexed-stream\r\n", head, StringComparison.Ordinal);

        var engineTask = new ScriptedTask(entry.Id);
        await entry.Attachments.ConnectAsync(engineTask, CancellationToken.None);
        byte[] input = RandomNumberGenerator.GetBytes(10 * 1024 * 1024);
        await client.SendAsync(input);
        client.HalfClose();
        await engineTask.Stream.InputCompleted.Task.WaitAsync(TimeSpan.FromSeconds(20));
        Assert.True(input.AsSpan().SequenceEqual(engineTask.Stream.Input));
        await engineTask.Stream.WriteOutputAsync("bye");
        engineTask.Stream.EndOutput();
        Assert.Equal("bye", Encoding.ASCII.GetString(await client.ReadToEndAsync()));
        await Eventually.TrueAsync(() => engineTask.Stream.IsDisposed, "the attachment is given up");
    }

    [Fact]
    public async Task A_client_that_goes_leaves_the_container_running_and_nothing_behind()
    {
        (_, ScriptedTask engineTask) = _containers.AddRunning();
        await using ApiFixture api = await ServeAsync();
        using (RawClient client = await api.ConnectAsync())
        {
            await client.SendAsync("POST /v1.41/containers/c/attach?stream=1&stdout=1 HTTP/1.1\r\nHost: d\r\n" + Upgrade);
            Assert.Contains("application/vnd.docker.raw-stream", await client.ReadUntilAsync("\r\n\r\n"), StringComparison.Ordinal);
        }

        await Eventually.TrueAsync(() => engineTask.Stream.IsDisposed, "the attachment is given up");
        Assert.Equal(["attach", "detach"], _events.Actions);
    }

    [Theory]
    [InlineData("/containers/c/attach?stream=1&detachKeys=xx", 400, "Invalid detach keys (xx) provided")]
    [InlineData("/containers/nosuch/attach?stream=1", 404, "No such container: nosuch")]
    [InlineData("/containers/c/resize?h=1", 400, "invalid resize width")]
    [InlineData("/containers/c/resize?h=1&w=2", 409, "is not running")]
    public async Task What_is_wrong_is_told_before_the_connection_is_taken_over(string target, int status, string message)
    {
        _containers.Add(TestContainers.Record());
        await using ApiFixture api = await ServeAsync();
        RawResponse answer = await api.SendAsync("POST", target);
        Assert.Equal(status, answer.Status);
        Assert.Contains(message, answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resize_is_answered_with_200()
    {
        (_, ScriptedTask engineTask) = _containers.AddRunning();
        await using ApiFixture api = await ServeAsync();
        Assert.Equal(200, (await api.SendAsync("POST", "/containers/c/resize?h=33&w=99")).Status);
        Assert.Equal(["resize 99x33"], engineTask.Calls);
    }

    private Task<ApiFixture> ServeAsync()
    {
        var logs = new LogService(_containers, TimeProvider.System, NullLogger.Instance);
        var routes = new RouteTable();
        AttachEndpoints.Map(routes, new AttachService(_containers, logs, new ContainerEvents(_events), NullLogger.Instance));
        return ApiFixture.StartAsync(routes);
    }
}
