using System.Text;
using Aot.Daemon.Engine;
using Aot.Daemon.Primitives;
using Xunit;

namespace Aot.Daemon.Tests.Engine;

/// <summary>What every engine does, whatever it is made of. The fake is held to it too, so that tests above the seam can believe it.</summary>
public abstract class EngineContract : IAsyncLifetime
{
    private readonly List<IEngineTask> _created = [];

    internal EngineSandbox Sandbox { get; } = new();

    internal abstract RuntimeSelection Runtime { get; }

    internal IContainerEngine Engine { get; private set; } = null!;

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

    internal Task<IEngineTask> CreateAsync(params string[] command) => CreateAsync(new StdioOptions(), command);

    internal async Task<IEngineTask> CreateAsync(StdioOptions stdio, params string[] command)
    {
        string id = EngineSandbox.NewId();
        return await CreateAsync(
            Sandbox.Options(id, Runtime, command) with { Stdio = stdio, Spec = Sandbox.Spec(id, stdio.Terminal, command) });
    }

    internal async Task<IEngineTask> CreateAsync(TaskOptions options)
    {
        IEngineTask engineTask = await Engine.CreateTaskAsync(options, Deadline);
        _created.Add(engineTask);
        return engineTask;
    }
}
