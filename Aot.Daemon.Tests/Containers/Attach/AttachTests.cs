using System.Text;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Logs;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Containers.Attach;

public sealed class AttachTests : IDisposable
{
    private static readonly AttachQuery Output = new() { Stream = true, Stdout = true, Stderr = true };
    private static readonly AttachQuery All = Output with { Stdin = true };
    private static readonly ContainerConfig Interactive = new() { OpenStdin = true, StdinOnce = true };

    private readonly TestContainers _containers = new();
    private readonly RecordedEvents _events = new();
    private readonly FakeClient _client = new();
    private readonly TemporaryFolder _folder = new();
    private readonly AttachService _service;

    public AttachTests() => _service = new AttachService(
        _containers,
        new LogService(_containers, TimeProvider.System, NullLogger.Instance),
        new ContainerEvents(_events),
        NullLogger.Instance);

    public void Dispose()
    {
        _client.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task An_attachment_to_a_created_container_sees_the_first_byte_of_its_run()
    {
        ContainerEntry entry = _containers.Add(TestContainers.Record(config: Interactive));
        AttachSession session = await BeginAsync(All);
        Task run = session.RunAsync(_client.Connection, CancellationToken.None);

        var engineTask = new ScriptedTask(entry.Id);
        await entry.Attachments.ConnectAsync(engineTask, CancellationToken.None);
        Assert.Equal(["attach"], engineTask.Calls);
        await engineTask.StartAsync(CancellationToken.None);
        await engineTask.Stream.WriteOutputAsync("first");
        Assert.Equal("first", await _client.ReceiveTextAsync(5));
        await _client.SendAsync("typed");
        _client.HalfClose();
        await engineTask.Stream.InputCompleted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("typed", engineTask.Stream.InputText);
        engineTask.Stream.EndOutput();
        await run.WaitAsync(TimeSpan.FromSeconds(10));
        await session.DisposeAsync();
        Assert.True(engineTask.Stream.IsDisposed);
        Assert.Equal(["attach"], _events.Actions);
    }

    [Fact]
    public async Task An_attachment_between_connecting_and_starting_is_connected_too()
    {
        ContainerEntry entry = _containers.Add(TestContainers.Record());
        var engineTask = new ScriptedTask(entry.Id);
        await entry.Attachments.ConnectAsync(engineTask, CancellationToken.None);
        await using AttachSession session = await BeginAsync(Output);
        Assert.Single(engineTask.Streams);
    }

    [Fact]
    public async Task A_start_that_fails_ends_the_attachments_that_waited_for_it()
    {
        ContainerEntry entry = _containers.Add(TestContainers.Record());
        await using AttachSession session = await BeginAsync(Output);
        Task run = session.RunAsync(_client.Connection, CancellationToken.None);
        entry.Attachments.Fail(DaemonException.System("no runtime"));
        await run.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_client_that_leaves_before_the_start_is_not_connected_by_it()
    {
        ContainerEntry entry = _containers.Add(TestContainers.Record());
        AttachSession session = await BeginAsync(Output);
        Task run = session.RunAsync(_client.Connection, CancellationToken.None);
        _client.Leave();
        await run.WaitAsync(TimeSpan.FromSeconds(10));
        await session.DisposeAsync();
        var engineTask = new ScriptedTask(entry.Id);
        await entry.Attachments.ConnectAsync(engineTask, CancellationToken.None);
        Assert.Empty(engineTask.Streams);
    }

    [Fact]
    public async Task After_a_run_attachments_wait_for_the_next()
    {
        (ContainerEntry entry, ScriptedTask first) = _containers.AddRunning();
        entry.Task = null;
        await using AttachSession session = await BeginAsync(Output);
        Assert.Empty(first.Streams);
        var second = new ScriptedTask(entry.Id);
        await entry.Attachments.ConnectAsync(second, CancellationToken.None);
        Assert.Single(second.Streams);
    }

    [Theory]
    [InlineData(nameof(ContainerStatus.Paused), "container c is paused, unpause the container before attach")]
    [InlineData(nameof(ContainerStatus.Restarting), "container c is restarting, wait until the container is running")]
    public async Task Some_states_refuse_an_attachment(string status, string message)
    {
        _containers.Add(TestContainers.Record(Enum.Parse<ContainerStatus>(status)));
        DaemonException refused = await Assert.ThrowsAsync<DaemonException>(() => BeginAsync(Output));
        Assert.Equal((ErrorKind.Conflict, message), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task Input_is_attached_only_where_the_container_has_one()
    {
        (_, ScriptedTask engineTask) = _containers.AddRunning();
        await using AttachSession session = await BeginAsync(All);
        Assert.Equal(new AttachOptions { Stdout = true, Stderr = true }, engineTask.Stream.Options);
    }

    [Fact]
    public async Task Detach_keys_leave_a_terminal_and_its_container_runs_on()
    {
        (_, ScriptedTask engineTask) = _containers.AddRunning(config: Interactive with { Tty = true });
        await using AttachSession session = await BeginAsync(All with { DetachKeys = DetachKeys.Parse("ctrl-x")! });
        Task run = session.RunAsync(_client.Connection, CancellationToken.None);
        await _client.SendAsync("ls\u0018");
        await run.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("ls", engineTask.Stream.InputText);
        Assert.Equal(["attach", "detach"], _events.Actions);
    }

    [Fact]
    public async Task Without_a_terminal_detach_keys_are_ordinary_bytes()
    {
        (_, ScriptedTask engineTask) = _containers.AddRunning(config: Interactive);
        await using AttachSession session = await BeginAsync(All);
        Task run = session.RunAsync(_client.Connection, CancellationToken.None);
        await _client.SendAsync("\u0010\u0011");
        _client.HalfClose();
        await engineTask.Stream.InputCompleted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("\u0010\u0011", engineTask.Stream.InputText);
        engineTask.Stream.EndOutput();
        await run;
    }

    [Fact]
    public async Task Logs_are_replayed_before_what_is_live()
    {
        (ContainerEntry entry, ScriptedTask engineTask) = _containers.AddRunning(_folder.Path, new ContainerConfig { Tty = true });
        File.WriteAllText(entry.LogPath, "{\"log\":\"old\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"}\n");
        await using AttachSession session = await BeginAsync(Output with { Logs = true });
        await engineTask.Stream.WriteOutputAsync("new\n");
        Task run = session.RunAsync(_client.Connection, CancellationToken.None);
        Assert.Equal("old\nnew\n", await _client.ReceiveTextAsync(8));
        engineTask.Stream.EndOutput();
        await run;
    }

    [Fact]
    public async Task A_client_that_leaves_while_logs_are_replayed_is_no_error()
    {
        (ContainerEntry entry, _) = _containers.AddRunning(_folder.Path);
        File.WriteAllText(entry.LogPath, "{\"log\":\"old\\n\",\"stream\":\"stdout\",\"time\":\"2026-01-02T03:04:05Z\"}\n");
        await using AttachSession session = await BeginAsync(Output with { Logs = true });
        _client.Leave();
        await session.RunAsync(_client.Connection, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Empty(_events.All);
    }

    [Fact]
    public async Task Logs_alone_end_by_themselves()
    {
        (ContainerEntry entry, ScriptedTask engineTask) = _containers.AddRunning(_folder.Path);
        File.WriteAllText(entry.LogPath, "{\"log\":\"old\\n\",\"stream\":\"stderr\",\"time\":\"2026-01-02T03:04:05Z\"}\n");
        await using AttachSession session = await BeginAsync(new AttachQuery { Logs = true, Stderr = true });
        await session.RunAsync(_client.Connection, CancellationToken.None).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal([2, 0, 0, 0, 0, 0, 0, 4, .. "old\n"u8], await _client.ReceiveAsync(12));
        Assert.Empty(engineTask.Streams);
    }

    [Fact]
    public async Task Logs_that_are_not_kept_cannot_be_replayed()
    {
        _containers.Add(TestContainers.Record(host: new HostConfig { LogConfig = new LogConfig { Type = "none" } }));
        DaemonException refused = await Assert.ThrowsAsync<DaemonException>(() => BeginAsync(Output with { Logs = true }));
        Assert.Equal((ErrorKind.NotImplemented, "configured logging driver does not support reading"), (refused.Kind, refused.Message));
    }

    [Fact]
    public async Task A_terminal_is_resized_and_the_event_tells_it()
    {
        (_, ScriptedTask engineTask) = _containers.AddRunning();
        await _service.ResizeAsync("c", columns: 99, rows: 33, CancellationToken.None);
        Assert.Equal(["resize 99x33"], engineTask.Calls);
        var (action, attributes) = Assert.Single(_events.All);
        Assert.Equal(("resize", "33", "99"), (action, attributes["height"], attributes["width"]));
    }

    [Fact]
    public async Task A_container_that_does_not_run_cannot_be_resized()
    {
        ContainerEntry entry = _containers.Add(TestContainers.Record());
        DaemonException refused = await Assert.ThrowsAsync<DaemonException>(() => _service.ResizeAsync("c", 1, 1, CancellationToken.None));
        Assert.Equal((ErrorKind.Conflict, $"Container {entry.Id} is not running"), (refused.Kind, refused.Message));
    }

    [Theory]
    [InlineData(null, "1", "invalid resize height \"\": invalid syntax")]
    [InlineData("1", "", "invalid resize width \"\": invalid syntax")]
    [InlineData("-1", "1", "invalid resize height \"-1\": invalid syntax")]
    [InlineData("1", "x", "invalid resize width \"x\": invalid syntax")]
    [InlineData("65536", "1", "invalid resize height \"65536\": value out of range")]
    public void A_size_that_is_none_is_refused(string? height, string? width, string message)
    {
        DaemonException refused = Assert.Throws<DaemonException>(() => TerminalSize.Parse(height, width));
        Assert.Equal((ErrorKind.Invalid, message), (refused.Kind, refused.Message));
    }

    private Task<AttachSession> BeginAsync(AttachQuery query) => _service.AttachAsync("c", query, CancellationToken.None);
}
