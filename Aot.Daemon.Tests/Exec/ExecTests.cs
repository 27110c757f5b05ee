using System.Buffers;
using System.Text;
using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Attach;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Exec;
using Aot.Daemon.Exec.Contracts;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Exec;

public sealed class ExecTests : IAsyncLifetime, IDisposable
{
    private static readonly ExecCreateRequest Shell = new() { Cmd = ["sh", "-c", "true"], AttachStdout = true, AttachStderr = true };

    private readonly TestContainers _containers = new();
    private readonly RecordedEvents _events = new();
    private readonly ManualTime _time = new();
    private readonly FakeClient _client = new();
    private readonly NotedSpecs _specs = new();
    private readonly ContainerEntry _container;
    private readonly ScriptedTask _task;
    private readonly ExecService _service;

    public ExecTests()
    {
        (_container, _task) = _containers.AddRunning(config: new ContainerConfig { User = "web" });
        _service = new ExecService(_containers, _specs, new ContainerEvents(_events), _time, NullLogger.Instance);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _service.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public void A_new_exec_is_inspected_with_all_its_fields()
    {
        string id = Create(Shell with { DetachKeys = "ctrl-a,b", AttachStdin = true, Tty = true, Privileged = true });
        ExecInspectResponse seen = _service.Inspect(id);
        Assert.Equal((id, false, null, _container.Id, 0), (seen.ID, seen.Running, seen.ExitCode, seen.ContainerID, seen.Pid));
        Assert.Equal((true, true, true, false), (seen.OpenStdin, seen.OpenStdout, seen.OpenStderr, seen.CanRemove));
        Assert.Equal((true, "sh", true, "web"), (seen.ProcessConfig.Tty, seen.ProcessConfig.Entrypoint, seen.ProcessConfig.Privileged, seen.ProcessConfig.User));
        Assert.Equal(["-c", "true"], seen.ProcessConfig.Arguments);
        Assert.Equal([1, 98], seen.DetachKeys);
        Assert.Equal(["exec_create: sh -c true"], _events.Actions);
        Assert.Equal(id, _events.All.Single().Attributes["execID"]);
        Assert.Equal([id], _service.IdsOf(_container.Id)!);
    }

    [Theory]
    [InlineData(nameof(ContainerStatus.Created), "Container ID is not running")]
    [InlineData(nameof(ContainerStatus.Exited), "Container ID is not running")]
    [InlineData(nameof(ContainerStatus.Paused), "Container c is paused, unpause the container before exec")]
    [InlineData(nameof(ContainerStatus.Restarting), "Container ID is restarting, wait until the container is running")]
    public void Only_a_running_container_takes_an_exec(string status, string message)
    {
        TestContainers.SetStatus(_container, Enum.Parse<ContainerStatus>(status));
        Refused(ErrorKind.Conflict, message.Replace("ID", _container.Id, StringComparison.Ordinal), () => Create(Shell));
    }

    [Fact]
    public void A_command_is_needed()
    {
        Refused(ErrorKind.Invalid, "No exec command specified", () => Create(Shell with { Cmd = null }));
        Refused(ErrorKind.Invalid, "No exec command specified", () => Create(Shell with { Cmd = [] }));
    }

    [Fact]
    public void Bad_detach_keys_are_told_at_once()
    {
        Refused(ErrorKind.Invalid, "Invalid escape keys (xx) provided", () => Create(Shell with { DetachKeys = "xx" }));
        Assert.Null(_service.IdsOf(_container.Id));
    }

    /// <summary>As dockerd: by its exit code the CLI knows that the exec could not run.</summary>
    [Fact]
    public async Task An_unknown_user_is_told_at_the_start()
    {
        string id = Create(Shell with { User = "nobody-here" });
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(() => _service.StartDetachedAsync(_service.FindStartable(id), null));
        Assert.Equal((ErrorKind.Invalid, "unable to find user nobody-here"), (refusal.Kind, refusal.Message));
        Assert.Equal((false, 126, 0), State(id));
    }

    [Fact]
    public async Task A_detached_exec_runs_without_streams_and_tells_its_end()
    {
        string id = Create(Shell with { AttachStdin = true });
        await _service.StartDetachedAsync(_service.FindStartable(id), null);
        (ExecOptions options, ScriptedProcess process) = Assert.Single(_task.Execs);
        Assert.Equal(new StdioOptions { StdinOnce = true }, options.Stdio);
        Assert.Equal(["start"], process.Calls);
        Assert.Equal((true, null, 4242), State(id));

        Exit(id, 3);
        Assert.Equal((false, 3, 4242), State(id));
        await process.Deleted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal(["exec_create: sh -c true", "exec_start: sh -c true", "exec_die"], _events.Actions);
        Assert.Equal("3", _events.All.Last().Attributes["exitCode"]);
        Assert.Null(_service.IdsOf(_container.Id));
    }

    [Fact]
    public async Task An_attached_exec_is_relayed_and_its_exit_is_known_when_the_connection_ends()
    {
        string id = Create(Shell with { AttachStdin = true });
        Task start = _service.StartAttachedAsync(_service.FindStartable(id), null, _client.Connection);
        (ExecOptions options, ScriptedProcess process) = Assert.Single(_task.Execs);
        Assert.Equal(new StdioOptions { OpenStdin = true, StdinOnce = true }, options.Stdio);
        Assert.Equal(["attach", "start"], process.Calls);
        Assert.Equal(new AttachOptions { Stdin = true, Stdout = true, Stderr = true }, process.Stream.Options);
        await process.Stream.WriteOutputAsync("hi");
        Assert.Equal("hi", await _client.ReceiveTextAsync(2));
        _client.HalfClose();
        await process.Stream.InputCompleted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        process.Stream.EndOutput();
        Assert.False(start.IsCompleted);
        Exit(id, 0);
        await start.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal((false, 0, 4242), State(id));
        Assert.True(process.Stream.IsDisposed);
        await process.Deleted.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task An_exit_told_before_the_start_returned_is_not_undone_by_it()
    {
        string id = Create(Shell);
        _task.OnExec = process => process.OnStart = () => Exit(id, 7);
        await _service.StartDetachedAsync(_service.FindStartable(id), null);
        Assert.Equal((false, 7, 4242), State(id));
    }

    [Theory]
    [InlineData(nameof(RuntimeStartFailure.CommandNotFound), 127, nameof(ErrorKind.Invalid))]
    [InlineData(nameof(RuntimeStartFailure.NotExecutable), 126, nameof(ErrorKind.Invalid))]
    [InlineData(nameof(RuntimeStartFailure.Other), 128, nameof(ErrorKind.System))]
    public async Task A_start_that_fails_is_told_and_leaves_its_exit_code(string failure, int exitCode, string kind)
    {
        _task.OnExec = process => process.StartFailure = new RuntimeStartException(Enum.Parse<RuntimeStartFailure>(failure), "no \"x\"");
        string id = Create(Shell);
        DaemonException told = await Assert.ThrowsAsync<DaemonException>(() => _service.StartDetachedAsync(_service.FindStartable(id), null));
        Assert.Equal((kind, "OCI runtime exec failed: no \"x\": unknown"), (told.Kind.ToString(), told.Message));
        Assert.Equal((false, exitCode, 0), State(id));
        Assert.Equal(["start", "delete"], _task.Execs.Single().Process.Calls);
        Refused(ErrorKind.Conflict, $"exec command {id} has already run", () => _service.FindStartable(id));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_attached_start_that_fails_is_told_in_the_stream(bool tty)
    {
        _task.OnExec = static process => process.StartFailure = new RuntimeStartException(RuntimeStartFailure.CommandNotFound, "gone");
        string id = Create(Shell with { Tty = tty });
        await _service.StartAttachedAsync(_service.FindStartable(id), null, _client.Connection);
        byte[] text = Encoding.UTF8.GetBytes("OCI runtime exec failed: gone: unknown\r\n");
        byte[] expected = tty ? text : [1, 0, 0, 0, 0, 0, 0, (byte)text.Length, .. text];
        Assert.Equal(expected, await _client.ReceiveAsync(expected.Length));
        ScriptedProcess process = _task.Execs.Single().Process;
        Assert.True(process.Stream.IsDisposed);
        Assert.Equal((false, 127, 0), State(id));
    }

    [Fact]
    public async Task An_exec_starts_once()
    {
        string id = Create(Shell);
        ExecEntry exec = _service.FindStartable(id);
        await _service.StartDetachedAsync(exec, null);
        Refused(ErrorKind.Conflict, $"exec command {id} is already running", () => _service.FindStartable(id));
        await Assert.ThrowsAsync<DaemonException>(() => _service.StartDetachedAsync(exec, null));
        Exit(id, 0);
        Refused(ErrorKind.Conflict, $"exec command {id} has already run", () => _service.FindStartable(id));
        Assert.Single(_task.Execs);
    }

    [Fact]
    public async Task A_client_that_leaves_detaches_and_the_exec_runs_on()
    {
        string id = Create(Shell);
        Task start = _service.StartAttachedAsync(_service.FindStartable(id), null, _client.Connection);
        _client.Leave();
        await start.WaitAsync(TimeSpan.FromSeconds(10));
        ScriptedProcess process = _task.Execs.Single().Process;
        Assert.True(process.Stream.IsDisposed);
        Assert.False(process.Deleted.Task.IsCompleted);
        Assert.Equal((true, null, 4242), State(id));
        Assert.Equal("exec_detach", _events.Actions[^1]);
        Exit(id, 0);
        await process.Deleted.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Detach_keys_leave_a_terminal()
    {
        string id = Create(Shell with { Tty = true, AttachStdin = true });
        Task start = _service.StartAttachedAsync(_service.FindStartable(id), null, _client.Connection);
        await _client.SendAsync("a\u0010\u0011");
        await start.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Equal("a", _task.Execs.Single().Process.Stream.InputText);
        Assert.Equal("exec_detach", _events.Actions[^1]);
    }

    [Fact]
    public async Task The_terminal_has_the_size_of_the_start_or_else_of_the_creation()
    {
        ExecCreateRequest sized = Shell with { Tty = true, ConsoleSize = [20, 60] };
        await StartAsync(sized, null, ApiVersion.Current);
        await StartAsync(sized, new TerminalSize(Columns: 99, Rows: 33), ApiVersion.Current);
        await StartAsync(sized, null, new ApiVersion(1, 41));
        Assert.Equal([(60, 20), (99, 33), (0, 0)], _task.Execs.Select(static exec => (exec.Options.Stdio.Columns, exec.Options.Stdio.Rows)));

        Task StartAsync(ExecCreateRequest request, TerminalSize? size, ApiVersion version) =>
            _service.StartDetachedAsync(_service.FindStartable(_service.Create("c", request, version)), size);
    }

    [Fact]
    public async Task A_resize_waits_for_the_start_and_not_for_ever()
    {
        string id = Create(Shell);
        var size = new TerminalSize(Columns: 99, Rows: 33);
        Task resize = _service.ResizeAsync(id, size, CancellationToken.None);
        Assert.False(resize.IsCompleted);
        await _service.StartDetachedAsync(_service.FindStartable(id), null);
        await resize.WaitAsync(TimeSpan.FromSeconds(10));
        Assert.Contains("resize 99x33", _task.Execs.Single().Process.Calls);
        Exit(id, 0);
        await RefusedAsync(ErrorKind.Invalid, "exec process is not started", () => _service.ResizeAsync(id, size, CancellationToken.None));

        Task never = _service.ResizeAsync(Create(Shell), size, CancellationToken.None);
        _time.Advance(TimeSpan.FromSeconds(10));
        await RefusedAsync(ErrorKind.System, "timeout waiting for exec session ready", () => never);
    }

    [Fact]
    public async Task An_ended_exec_is_kept_for_some_minutes_and_then_forgotten()
    {
        string id = Create(Shell);
        await _service.StartDetachedAsync(_service.FindStartable(id), null);
        Exit(id, 0);
        _time.Advance(ExecRegistry.KeepTime - TimeSpan.FromSeconds(1));
        Assert.Equal((false, 0, 4242), State(id));
        _time.Advance(TimeSpan.FromSeconds(1));
        Refused(ErrorKind.NotFound, $"No such exec instance: {id}", () => _service.Inspect(id));
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public async Task A_later_end_does_not_put_off_an_earlier_ones_forgetting()
    {
        string first = await RunAsync();
        _time.Advance(TimeSpan.FromMinutes(3));
        string second = await RunAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        Refused(ErrorKind.NotFound, $"No such exec instance: {first}", () => _service.Inspect(first));
        Assert.Equal((false, 0, 4242), State(second));
        _time.Advance(TimeSpan.FromMinutes(3));
        Refused(ErrorKind.NotFound, $"No such exec instance: {second}", () => _service.Inspect(second));

        async Task<string> RunAsync()
        {
            string id = Create(Shell);
            await _service.StartDetachedAsync(_service.FindStartable(id), null);
            Exit(id, 0);
            return id;
        }
    }

    [Fact]
    public async Task Execs_that_do_not_run_are_bounded()
    {
        string running = Create(Shell);
        await _service.StartDetachedAsync(_service.FindStartable(running), null);
        string oldest = Create(Shell);
        string[] others = [.. Enumerable.Range(0, ExecRegistry.MaxIdle - 1).Select(_ => Create(Shell))];
        Refused(ErrorKind.NotFound, $"No such exec instance: {oldest}", () => _service.Inspect(oldest));
        Assert.True(_service.Inspect(running).Running);
        Assert.False(_service.Inspect(others[0]).Running);
    }

    [Fact]
    public async Task The_end_of_the_container_ends_its_execs()
    {
        string created = Create(Shell);
        string told = Create(Shell);
        string untold = Create(Shell);
        await _service.StartDetachedAsync(_service.FindStartable(told), null);
        await _service.StartDetachedAsync(_service.FindStartable(untold), null);
        _service.OnContainerGone(_container.Id);
        TestContainers.SetStatus(_container, ContainerStatus.Exited);
        Refused(ErrorKind.NotFound, $"No such exec instance: {created}", () => _service.Inspect(created));
        Refused(ErrorKind.Conflict, $"Container {_container.Id} is not running", () => _service.FindStartable(told));

        Exit(told, 5);
        _time.Advance(ExecRegistry.OrphanTime);
        Assert.Equal((false, 5, 4242), State(told));
        Assert.Equal((false, 137, 4242), State(untold));
        _time.Advance(ExecRegistry.KeepTime);
        Refused(ErrorKind.NotFound, $"No such exec instance: {untold}", () => _service.Inspect(untold));
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public async Task The_specs_writer_gets_what_was_asked_for()
    {
        string id = Create(Shell with { User = "1:2", Env = ["A=b"], WorkingDir = "/w", Privileged = true });
        await _service.StartDetachedAsync(_service.FindStartable(id), null);
        ExecConfig written = _specs.Last!;
        Assert.Equal((id, _container.Id, "1:2", "/w", true), (written.Id, written.ContainerId, written.User, written.WorkingDir, written.Privileged));
        Assert.Equal(["A=b"], written.Env);
        Assert.Equal(["sh", "-c", "true"], written.Command);
        Assert.Equal("{}", Encoding.UTF8.GetString(_task.Execs.Single().Options.ProcessSpec.Span));
    }

    [Fact]
    public async Task What_a_new_daemon_has_not_looked_at_yet_is_waited_for()
    {
        _container.Task = null;
        AsyncGate.Holder restoring = await _container.Gate.EnterAsync();
        ValueTask restored = _service.WhenRestoredAsync("c", CancellationToken.None);
        Assert.False(restored.IsCompleted);
        _container.Task = _task;
        restoring.Dispose();
        await restored;
        Assert.NotEqual("", Create(Shell));
    }

    private string Create(ExecCreateRequest request) => _service.Create("c", request, ApiVersion.Current);

    private void Exit(string id, int code)
    {
        _service.OnExit(new ProcessExit(_container.Id, id, code, _time.GetUtcNow(), false));
    }

    private (bool Running, int? ExitCode, int Pid) State(string id)
    {
        ExecInspectResponse seen = _service.Inspect(id);
        return (seen.Running, seen.ExitCode, seen.Pid);
    }

    private static void Refused(ErrorKind kind, string message, Func<object> act)
    {
        DaemonException refused = Assert.Throws<DaemonException>(act);
        Assert.Equal((kind, message), (refused.Kind, refused.Message));
    }

    private static async Task RefusedAsync(ErrorKind kind, string message, Func<Task> act)
    {
        DaemonException refused = await Assert.ThrowsAsync<DaemonException>(act);
        Assert.Equal((kind, message), (refused.Kind, refused.Message));
    }

    private sealed class NotedSpecs : IExecSpecWriter
    {
        public ExecConfig? Last { get; private set; }

        public void Write(ContainerEntry container, ExecConfig exec, TerminalSize? size, IBufferWriter<byte> output)
        {
            if (exec.User == "nobody-here")
            {
                throw DaemonException.Invalid("unable to find user nobody-here");
            }

            Last = exec;
            output.Write("{}"u8);
        }
    }
}
