using System.Text;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine;

/// <summary>What every engine does, whatever it is made of. The fake is held to it too, so that tests above the seam can believe it.</summary>
public abstract class EngineContract : IAsyncLifetime
{
    /// <summary>Says ready, and ends with 7 when it is asked to.</summary>
    internal const string Trapping = "sh -c trap 'exit 7' TERM; echo ready; while :; do sleep 0.01; done";

    private readonly List<IEngineTask> _created = [];

    internal EngineSandbox Sandbox { get; } = new();

    internal abstract RuntimeSelection Runtime { get; }

    internal IContainerEngine Engine { get; set; } = null!;

    internal CancellationToken Deadline => Sandbox.Deadline;

    public virtual async Task InitializeAsync()
    {
        Engine = await OpenEngineAsync();
        Assert.Empty(await Engine.RestoreAsync(Deadline));
    }

    public virtual async Task DisposeAsync()
    {
        foreach (IEngineTask engineTask in _created)
        {
            await engineTask.DeleteAsync(Deadline);
        }

        await CloseEngineAsync(Engine);
        Sandbox.Dispose();
    }

    /// <summary>An engine for the sandbox's exec-root.</summary>
    internal abstract Task<IContainerEngine> OpenEngineAsync();

    /// <summary>Ends the engine with all that belongs to it.</summary>
    internal abstract Task CloseEngineAsync(IContainerEngine engine);

    [Fact]
    public async Task A_process_runs_and_its_exit_code_is_told_once()
    {
        IEngineTask engineTask = await CreateAsync("sh", "-c", "exit 7");
        Assert.Equal(0, engineTask.Pid);
        await engineTask.StartAsync(Deadline);
        ProcessExit exit = await engineTask.WaitAsync(Deadline);
        Assert.Equal(7, exit.ExitCode);
        Assert.Null(exit.ExecId);
        Assert.False(exit.OomKilled);
        Assert.Equal(exit, await Engine.Exits.ReadAsync(Deadline));
        await engineTask.DeleteAsync(Deadline);
        Assert.False(Engine.Exits.TryRead(out _));
    }

    [Fact]
    public async Task An_attachment_made_before_the_start_misses_nothing()
    {
        IEngineTask engineTask = await CreateAsync("sh", "-c", "echo out; echo err >&2; sleep 0.05; echo last");
        await using IProcessStream stream = await engineTask.AttachAsync(new AttachOptions { Stdout = true, Stderr = true }, Deadline);
        await engineTask.StartAsync(Deadline);
        byte[] output = await stream.ReadToEndAsync(Deadline);
        Assert.Equal("out\nlast\n", Encoding.UTF8.GetString(Streams.Unframed(output, 1)));
        Assert.Equal("err\n", Encoding.UTF8.GetString(Streams.Unframed(output, 2)));
        await engineTask.DeleteAsync(Deadline);
    }

    [Fact]
    public async Task A_signal_ends_a_process_with_128_and_its_number()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        Assert.True(engineTask.Pid > 0);
        await engineTask.SignalAsync(9, Deadline);
        Assert.Equal(137, (await engineTask.WaitAsync(Deadline)).ExitCode);
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(async () => await engineTask.SignalAsync(9, Deadline));
        Assert.Equal(ErrorKind.NotFound, failure.Kind);
        await engineTask.DeleteAsync(Deadline);
    }

    [Fact]
    public async Task Deleting_kills_what_runs_and_may_be_repeated()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        await engineTask.DeleteAsync(Deadline);
        Assert.Equal(137, (await engineTask.WaitAsync(Deadline)).ExitCode);
        await engineTask.DeleteAsync(Deadline);
    }

    [Fact]
    public async Task Input_reaches_the_process_and_its_end_too()
    {
        IEngineTask engineTask = await CreateAsync(new StdioOptions { OpenStdin = true, StdinOnce = true }, "sh", "-c", "cat; echo end");
        await using IProcessStream stream =
            await engineTask.AttachAsync(new AttachOptions { Stdin = true, Stdout = true, Stderr = true }, Deadline);
        await engineTask.StartAsync(Deadline);
        await stream.WriteAsync("hello\n"u8.ToArray(), Deadline);
        await stream.CompleteInputAsync(Deadline);
        byte[] output = await stream.ReadToEndAsync(Deadline);
        Assert.Equal("hello\nend\n", Encoding.UTF8.GetString(Streams.Unframed(output, 1)));
        Assert.Equal(0, (await engineTask.WaitAsync(Deadline)).ExitCode);
        await engineTask.DeleteAsync(Deadline);
    }

    [Theory]
    [InlineData("nosuch", RuntimeStartFailure.CommandNotFound, "executable file not found")]
    [InlineData("/nosuch", RuntimeStartFailure.CommandNotFound, "no such file or directory")]
    [InlineData("/etc/passwd", RuntimeStartFailure.NotExecutable, "permission denied")]
    [InlineData("/bin", RuntimeStartFailure.NotExecutable, "permission denied")]
    internal async Task A_command_that_cannot_run_fails_the_start_and_leaves_nothing(string command, RuntimeStartFailure expected, string words)
    {
        IEngineTask engineTask = await CreateAsync(command);
        RuntimeStartException failure = await Assert.ThrowsAsync<RuntimeStartException>(async () => await engineTask.StartAsync(Deadline));
        Assert.Equal(expected, failure.Failure);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Contains("OCI runtime create failed", failure.Message, StringComparison.Ordinal);
        await engineTask.DeleteAsync(Deadline);
        Assert.Empty(Sandbox.Cgroups());
        Assert.False(Engine.Exits.TryRead(out _));
    }

    [Fact]
    public async Task Ten_megabytes_go_through_a_process_without_losing_a_byte()
    {
        byte[] input = new byte[10 * 1024 * 1024];
        new Random(1).NextBytes(input);
        IEngineTask engineTask = await CreateAsync(new StdioOptions { OpenStdin = true, StdinOnce = true }, "cat");
        await using IProcessStream stream =
            await engineTask.AttachAsync(new AttachOptions { Stdin = true, Stdout = true, Stderr = true }, Deadline);
        await engineTask.StartAsync(Deadline);
        Task<byte[]> reading = stream.ReadToEndAsync(Deadline);
        await stream.WriteAsync(input, Deadline);
        await stream.CompleteInputAsync(Deadline);
        Assert.Equal(input, Streams.Unframed(await reading, 1));
    }

    [Fact]
    public async Task A_slow_reader_holds_the_process_up_and_loses_nothing()
    {
        IEngineTask engineTask = await CreateAsync("sh", "-c", "seq 1 1000000; echo done >&2");
        await using IProcessStream slow = await engineTask.AttachAsync(new AttachOptions { Stdout = true, Stderr = true }, Deadline);
        await engineTask.StartAsync(Deadline);
        await Task.Delay(200, Deadline);
        Assert.False(engineTask.WaitAsync(Deadline).IsCompleted);
        byte[] output = await slow.ReadToEndAsync(Deadline);
        Assert.EndsWith("999999\n1000000\n", Encoding.UTF8.GetString(Streams.Unframed(output, 1)), StringComparison.Ordinal);
        Assert.Equal(6888896, Streams.Unframed(output, 1).Length);
        Assert.Equal(0, (await engineTask.WaitAsync(Deadline)).ExitCode);
    }

    [Fact]
    public async Task A_client_that_goes_away_neither_ends_the_input_nor_holds_the_output_up()
    {
        IEngineTask engineTask = await CreateAsync(new StdioOptions { OpenStdin = true, StdinOnce = true }, "sh", "-c", "seq 1 1000000; cat");
        IProcessStream first = await engineTask.AttachAsync(new AttachOptions { Stdin = true, Stdout = true }, Deadline);
        await engineTask.StartAsync(Deadline);
        await first.WriteAsync("one\n"u8.ToArray(), Deadline);
        await first.DisposeAsync();
        await using IProcessStream second = await engineTask.AttachAsync(new AttachOptions { Stdin = true, Stdout = true }, Deadline);
        await second.WriteAsync("two\n"u8.ToArray(), Deadline);
        await second.CompleteInputAsync(Deadline);
        string output = Encoding.UTF8.GetString(Streams.Unframed(await second.ReadToEndAsync(Deadline), 1));
        Assert.EndsWith("one\ntwo\n", output, StringComparison.Ordinal);
        Assert.Equal(0, (await engineTask.WaitAsync(Deadline)).ExitCode);
    }

    [Fact]
    public async Task An_attachment_after_the_end_ends_at_once()
    {
        IEngineTask engineTask = await CreateAsync("true");
        await engineTask.StartAsync(Deadline);
        await engineTask.WaitAsync(Deadline);
        await using IProcessStream stream = await engineTask.AttachAsync(new AttachOptions { Stdin = true, Stdout = true }, Deadline);
        Assert.Empty(await stream.ReadToEndAsync(Deadline));
    }

    [Fact]
    public async Task Input_without_a_client_that_ends_it_stays_open()
    {
        IEngineTask engineTask = await CreateAsync(new StdioOptions { OpenStdin = true }, "sh", "-c", "cat");
        await using IProcessStream stream = await engineTask.AttachAsync(new AttachOptions { Stdin = true, Stdout = true }, Deadline);
        await engineTask.StartAsync(Deadline);
        await stream.WriteAsync("a\n"u8.ToArray(), Deadline);
        await stream.CompleteInputAsync(Deadline);
        await stream.ReadUntilAsync("a\n", Deadline);
        await using IProcessStream other = await engineTask.AttachAsync(new AttachOptions { Stdin = true, Stdout = true }, Deadline);
        await other.WriteAsync("b\n"u8.ToArray(), Deadline);
        await other.ReadUntilAsync("b\n", Deadline);
        Assert.False(engineTask.WaitAsync(Deadline).IsCompleted);
    }

    [Fact]
    public async Task A_terminal_has_the_size_given_and_can_be_resized()
    {
        StdioOptions stdio = new() { Terminal = true, OpenStdin = true, StdinOnce = true, Columns = 101, Rows = 42 };
        IEngineTask engineTask = await CreateAsync(stdio, "sh", "-c", "stty size; while read x; do stty size; done");
        await using IProcessStream stream =
            await engineTask.AttachAsync(new AttachOptions { Stdin = true, Stdout = true, Stderr = true }, Deadline);
        await engineTask.StartAsync(Deadline);
        await stream.ReadUntilAsync("42 101\r\n", Deadline);
        await engineTask.ResizeAsync(80, 25, Deadline);
        await stream.WriteAsync("\n"u8.ToArray(), Deadline);
        await stream.ReadUntilAsync("25 80\r\n", Deadline);
        await stream.WriteAsync("\u0004"u8.ToArray(), Deadline);
        Assert.Equal(0, (await engineTask.WaitAsync(Deadline)).ExitCode);
    }

    [Fact]
    public async Task An_exec_runs_beside_the_task()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        string id = EngineSandbox.NewId();
        IEngineProcess exec = await engineTask.CreateExecAsync(
            new ExecOptions
            {
                ExecId = id,
                ProcessSpec = EngineSandbox.ProcessBytes(terminal: false, "sh", "-c", "cat; echo err >&2; exit 3"),
                Stdio = new StdioOptions { OpenStdin = true, StdinOnce = true },
            },
            Deadline);
        await using IProcessStream stream = await exec.AttachAsync(new AttachOptions { Stdin = true, Stdout = true, Stderr = true }, Deadline);
        await exec.StartAsync(Deadline);
        Assert.True(exec.Pid > 0);
        await stream.WriteAsync("in"u8.ToArray(), Deadline);
        await stream.CompleteInputAsync(Deadline);
        byte[] output = await stream.ReadToEndAsync(Deadline);
        Assert.Equal("in", Encoding.UTF8.GetString(Streams.Unframed(output, 1)));
        Assert.Equal("err\n", Encoding.UTF8.GetString(Streams.Unframed(output, 2)));
        ProcessExit exit = await exec.WaitAsync(Deadline);
        Assert.Equal((3, id), (exit.ExitCode, exit.ExecId));
        Assert.Equal(exit, await Engine.Exits.ReadAsync(Deadline));
        await exec.DeleteAsync(Deadline);
        Assert.False(engineTask.WaitAsync(Deadline).IsCompleted);
    }

    [Fact]
    public async Task An_exec_of_a_missing_command_fails_with_127()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        IEngineProcess exec = await engineTask.CreateExecAsync(
            new ExecOptions
            {
                ExecId = EngineSandbox.NewId(),
                ProcessSpec = EngineSandbox.ProcessBytes(terminal: false, "nosuch"),
                Stdio = new StdioOptions(),
            },
            Deadline);
        RuntimeStartException failure = await Assert.ThrowsAsync<RuntimeStartException>(async () => await exec.StartAsync(Deadline));
        Assert.Equal(127, failure.ExitCode);
        Assert.Contains("OCI runtime exec failed", failure.Message, StringComparison.Ordinal);
        await exec.DeleteAsync(Deadline);
    }

    [Fact]
    public async Task A_task_ends_its_execs()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        IEngineProcess exec = await engineTask.CreateExecAsync(
            new ExecOptions
            {
                ExecId = EngineSandbox.NewId(),
                ProcessSpec = EngineSandbox.ProcessBytes(terminal: false, "sleep", "1000"),
                Stdio = new StdioOptions(),
            },
            Deadline);
        await exec.StartAsync(Deadline);
        await engineTask.SignalAsync(9, Deadline);
        Assert.Equal(137, (await exec.WaitAsync(Deadline)).ExitCode);
        Assert.Equal(137, (await engineTask.WaitAsync(Deadline)).ExitCode);
    }

    [Fact]
    public async Task An_id_may_be_used_again()
    {
        string id = EngineSandbox.NewId();
        IEngineTask first = await CreateAsync(Sandbox.Options(id, Runtime, "sleep", "1000"));
        await first.StartAsync(Deadline);
        IEngineTask second = await CreateAsync(Sandbox.Options(id, Runtime, "sh", "-c", "exit 7"));
        Assert.Equal(137, (await first.WaitAsync(Deadline)).ExitCode);
        await second.StartAsync(Deadline);
        Assert.Equal(7, (await second.WaitAsync(Deadline)).ExitCode);
    }

    [Fact]
    public async Task A_paused_task_stands_still_until_it_is_resumed()
    {
        IEngineTask engineTask = await StartTrappingAsync();
        Assert.False(engineTask.IsPaused);
        await engineTask.PauseAsync(Deadline);
        await engineTask.PauseAsync(Deadline);
        Assert.True(engineTask.IsPaused);
        await engineTask.SignalAsync(15, Deadline);
        await Task.Delay(100, Deadline);
        Assert.False(engineTask.WaitAsync(Deadline).IsCompleted);
        await engineTask.ResumeAsync(Deadline);
        Assert.False(engineTask.IsPaused);
        Assert.Equal(7, (await engineTask.WaitAsync(Deadline)).ExitCode);
    }

    [Fact]
    public async Task Resuming_what_is_not_paused_changes_nothing()
    {
        IEngineTask engineTask = await StartTrappingAsync();
        await engineTask.ResumeAsync(Deadline);
        Assert.False(engineTask.WaitAsync(Deadline).IsCompleted);
    }

    [Fact]
    public async Task SIGKILL_ends_a_paused_task()
    {
        IEngineTask engineTask = await StartTrappingAsync();
        await engineTask.PauseAsync(Deadline);
        await engineTask.SignalAsync(9, Deadline);
        Assert.Equal(137, (await engineTask.WaitAsync(Deadline)).ExitCode);
    }

    [Fact]
    public async Task A_paused_task_can_be_deleted()
    {
        IEngineTask engineTask = await StartTrappingAsync();
        await engineTask.PauseAsync(Deadline);
        await engineTask.DeleteAsync(Deadline);
        Assert.Equal(137, (await engineTask.WaitAsync(Deadline)).ExitCode);
        Assert.Empty(Sandbox.Cgroups());
    }

    [Fact]
    public async Task An_exec_does_not_come_into_a_paused_task()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        IEngineProcess exec = await CreateExecAsync(engineTask, "sleep", "1000");
        await engineTask.PauseAsync(Deadline);
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(async () => await exec.StartAsync(Deadline));
        Assert.Equal(ErrorKind.Conflict, failure.Kind);
        await engineTask.ResumeAsync(Deadline);
        await exec.StartAsync(Deadline);
        Assert.True(exec.Pid > 0);
    }

    [Fact]
    public async Task Pausing_resuming_and_updating_need_a_task_that_runs()
    {
        IEngineTask engineTask = await CreateAsync("true");
        await NotFoundAsync(engineTask);
        await engineTask.StartAsync(Deadline);
        await engineTask.WaitAsync(Deadline);
        await NotFoundAsync(engineTask);
        Assert.Empty(await engineTask.PidsAsync(Deadline));

        async Task NotFoundAsync(IEngineTask of)
        {
            foreach (Func<ValueTask> action in (Func<ValueTask>[])[() => of.PauseAsync(Deadline), () => of.ResumeAsync(Deadline), () => of.UpdateAsync("{}"u8.ToArray(), Deadline)])
            {
                Assert.Equal(ErrorKind.NotFound, (await Assert.ThrowsAsync<DaemonException>(async () => await action())).Kind);
            }
        }
    }

    [Fact]
    public async Task The_pids_of_a_task_are_its_process_and_its_execs()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        IEngineProcess exec = await CreateExecAsync(engineTask, "sleep", "1000");
        Assert.Equal([engineTask.Pid], await engineTask.PidsAsync(Deadline));
        await exec.StartAsync(Deadline);
        Assert.Equal(new[] { engineTask.Pid, exec.Pid }.Order(), await engineTask.PidsAsync(Deadline));
    }

    internal async Task<IEngineTask> StartTrappingAsync()
    {
        IEngineTask engineTask = await CreateAsync(["sh", "-c", Trapping["sh -c ".Length..]]);
        IProcessStream stream = await engineTask.AttachAsync(new AttachOptions { Stdout = true }, Deadline);
        await using (stream)
        {
            await engineTask.StartAsync(Deadline);
            await stream.ReadUntilAsync("ready\n", Deadline);
        }

        return engineTask;
    }

    internal ValueTask<IEngineProcess> CreateExecAsync(IEngineTask engineTask, params string[] command) => engineTask.CreateExecAsync(
        new ExecOptions
        {
            ExecId = EngineSandbox.NewId(),
            ProcessSpec = EngineSandbox.ProcessBytes(terminal: false, command),
            Stdio = new StdioOptions(),
        },
        Deadline);

    /// <summary>The tasks created so far are no longer this engine's to delete.</summary>
    internal void Forget() => _created.Clear();

    internal Task<IEngineTask> CreateAsync(params string[] command) => CreateAsync(new StdioOptions(), command);

    internal Task<IEngineTask> CreateAsync(StdioOptions stdio, params string[] command) =>
        CreateAsync(Sandbox.Options(EngineSandbox.NewId(), Runtime, stdio, command));

    internal async Task<IEngineTask> CreateAsync(TaskOptions options)
    {
        IEngineTask engineTask = await Engine.CreateTaskAsync(options, Deadline);
        _created.Add(engineTask);
        return engineTask;
    }
}
