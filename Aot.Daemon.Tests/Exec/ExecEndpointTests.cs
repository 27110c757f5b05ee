using System.Buffers;
using System.Text.Json;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Engine;
using Aot.Daemon.Exec;
using Aot.Daemon.Http;
using Aot.Daemon.Tests.Api;
using Aot.Daemon.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Exec;

public sealed class ExecEndpointTests : IAsyncLifetime, IAsyncDisposable
{
    private const string Create = """{"AttachStdin":true,"AttachStdout":true,"AttachStderr":true,"Cmd":["cat","-u"],"Env":["A=b"],"Unknown":1}""";

    private readonly TestContainers _containers = new();
    private readonly ScriptedTask _task;
    private readonly ExecService _service;
    private ApiFixture? _api;

    public ExecEndpointTests()
    {
        _task = _containers.AddRunning().Task;
        _service = new ExecService(_containers, new NoSpecs(), new ContainerEvents(new RecordedEvents()), TimeProvider.System, NullLogger.Instance);
    }

    private ApiFixture Api => _api!;

    public async Task InitializeAsync()
    {
        var routes = new RouteTable();
        ExecEndpoints.Map(routes, _service);
        _api = await ApiFixture.StartAsync(routes);
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (_api is { } api)
        {
            _api = null;
            await api.DisposeAsync();
            await _service.DisposeAsync();
        }
    }

    [Fact]
    public async Task Docker_exec_with_piped_input_goes_its_whole_way()
    {
        string id = await CreateAsync();
        using RawClient client = await Api.ConnectAsync();
        const string Body = """{"Detach":false,"Tty":false}""";
        await client.SendAsync($"POST /v1.50/exec/{id}/start HTTP/1.1\r\nHost: d\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n"
            + $"Content-Type: application/json\r\nContent-Length: {Body.Length}\r\n\r\n{Body}in");
        client.HalfClose();
        string head = await client.ReadUntilAsync("\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 101 UPGRADED\r\n", head, StringComparison.Ordinal);
        Assert.Contains("Content-Type: application/vnd.docker.multiplexed-stream\r\n", head, StringComparison.Ordinal);
        await Eventually.TrueAsync(() => _task.Execs.Count == 1 && !_task.Execs[0].Process.Streams.IsEmpty, "it is started");
        ScriptedStream stream = _task.Execs[0].Process.Stream;
        await stream.InputCompleted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("in", stream.InputText);
        await stream.WriteOutputAsync("out");
        stream.EndOutput();
        _service.OnExit(new ProcessExit(_task.ContainerId, id, 4, DateTimeOffset.UtcNow, false));
        Assert.Equal("out"u8.ToArray(), await client.ReadToEndAsync());

        using JsonDocument seen = await InspectAsync(id);
        Assert.Equal(4, seen.RootElement.GetProperty("ExitCode").GetInt32());
        Assert.False(seen.RootElement.GetProperty("Running").GetBoolean());
        RawResponse again = await Api.SendAsync("POST", $"/exec/{id}/start", Body);
        Assert.Equal(409, again.Status);
        Assert.Contains($"exec command {id} has already run", again.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Inspection_has_gos_names()
    {
        using JsonDocument seen = await InspectAsync(await CreateAsync());
        Assert.Equal(
            ["ID", "Running", "ExitCode", "ProcessConfig", "OpenStdin", "OpenStderr", "OpenStdout", "CanRemove", "ContainerID", "DetachKeys", "Pid"],
            seen.RootElement.EnumerateObject().Select(static field => field.Name));
        Assert.Equal(
            ["tty", "entrypoint", "arguments", "privileged"],
            seen.RootElement.GetProperty("ProcessConfig").EnumerateObject().Select(static field => field.Name));
        Assert.Equal(JsonValueKind.Null, seen.RootElement.GetProperty("ExitCode").ValueKind);
        Assert.Equal("", seen.RootElement.GetProperty("DetachKeys").GetString());
    }

    [Fact]
    public async Task A_detached_start_is_answered_with_200()
    {
        string id = await CreateAsync();
        Assert.Equal(200, (await Api.SendAsync("POST", $"/exec/{id}/start", """{"Detach":true,"Tty":false}""")).Status);
        Assert.Empty(_task.Execs.Single().Process.Streams);
        Assert.Equal(200, (await Api.SendAsync("POST", $"/exec/{id}/resize?h=33&w=99")).Status);
        Assert.Contains("resize 99x33", _task.Execs.Single().Process.Calls);
    }

    [Theory]
    [InlineData("/containers/c/exec", """{"Cmd":[]}""", 400, "No exec command specified")]
    [InlineData("/containers/c/exec", """{"Cmd":["a"]""", 400, "")]
    [InlineData("/containers/c/exec", """{"Cmd":"a"}""", 400, "")]
    [InlineData("/containers/c/exec", "", 400, "EOF")]
    [InlineData("/containers/nosuch/exec", Create, 404, "No such container: nosuch")]
    [InlineData("/exec/nosuch/start", "{}", 404, "No such exec instance: nosuch")]
    [InlineData("/exec/nosuch/resize?h=1&w=1", null, 404, "No such exec instance: nosuch")]
    [InlineData("/exec/nosuch/resize?h=&w=1", null, 400, "invalid resize height")]
    public async Task What_is_wrong_is_told(string target, string? body, int status, string message)
    {
        RawResponse answer = await Api.SendAsync("POST", target, body);
        Assert.Equal(status, answer.Status);
        Assert.Contains(message, answer.Body, StringComparison.Ordinal);
    }

    private async Task<string> CreateAsync()
    {
        RawResponse created = await Api.SendAsync("POST", "/v1.50/containers/c/exec", Create);
        Assert.True(created.Status == 201, created.Body + Api.Log);
        using JsonDocument answer = JsonDocument.Parse(created.Body);
        return answer.RootElement.GetProperty("Id").GetString()!;
    }

    private async Task<JsonDocument> InspectAsync(string id)
    {
        RawResponse answer = await Api.SendAsync("GET", $"/exec/{id}/json");
        Assert.Equal(200, answer.Status);
        return JsonDocument.Parse(answer.Body);
    }

    private sealed class NoSpecs : IExecSpecWriter
    {
        public void Write(ContainerEntry container, ExecConfig exec, TerminalSize? size, IBufferWriter<byte> output) => output.Write("{}"u8);
    }
}
