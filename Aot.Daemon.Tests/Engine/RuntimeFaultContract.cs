using System.Diagnostics;
using Aot.Daemon.Engine;
using Aot.Daemon.Engine.Embedded;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Aot.Daemon.Tests.Engine;

/// <summary>Runtimes that fail, hang, or claim what they have not done: the caller is told in time, nothing is left, and all works afterwards.</summary>
public abstract class RuntimeFaultContract : IAsyncLifetime
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1500);

    private readonly EngineSandbox _sandbox = new();
    private StubRuntime _stub = null!;
    private EmbeddedEngine _engine = null!;

    internal abstract RuntimeSelection Runtime { get; }

    private CancellationToken Deadline => _sandbox.Deadline;

    public async Task InitializeAsync()
    {
        _stub = new StubRuntime(_sandbox.Folder, Runtime);
        _engine = await OpenAsync(Short);
    }

    public async Task DisposeAsync()
    {
        // Succeeds only when no task is left.
        await _engine.ShutdownSupervisorAsync(Deadline);
        await _engine.DisposeAsync();
        Assert.Empty(_sandbox.Cgroups());
        Assert.True(_stub.IsGone);
        _sandbox.Dispose();
    }

    [Theory]
    [InlineData("hang", "took longer than 1.5 s and was killed")]
    [InlineData("late", "took longer than 1.5 s and was killed")]
    [InlineData("fail", "ended with code 3")]
    [InlineData("lie", "succeeded but wrote no pid file")]
    public async Task A_start_that_goes_wrong_leaves_nothing_and_may_be_repeated(string fault, string words)
    {
        IEngineTask engineTask = await CreateAsync("sh", "-c", "exit 7");
        _stub.Break("run", fault);
        RuntimeStartException failure = await Assert.ThrowsAsync<RuntimeStartException>(async () => await engineTask.StartAsync(Deadline));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        AssertNothingLeft(engineTask);

        _stub.Mend("run");
        await engineTask.StartAsync(Deadline);
        Assert.Equal(7, (await engineTask.WaitAsync(Deadline)).ExitCode);
        await engineTask.DeleteAsync(Deadline);
    }

    [Fact]
    public async Task A_start_that_hangs_with_a_runtime_that_deletes_nothing_is_cleaned_up_all_the_same()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        _stub.Break("run", "late");
        _stub.Break("delete", "hang");
        await Assert.ThrowsAsync<RuntimeStartException>(async () => await engineTask.StartAsync(Deadline));
        AssertNothingLeft(engineTask);
        await engineTask.DeleteAsync(Deadline);
    }

    [Theory]
    [InlineData("hang", "was killed")]
    [InlineData("late", "was killed")]
    [InlineData("fail", "ended with code 3")]
    [InlineData("lie", "wrote no pid file")]
    public async Task An_exec_that_goes_wrong_leaves_the_task_alone(string fault, string words)
    {
        IEngineTask engineTask = await StartAsync();
        _stub.Break("exec", fault);
        IEngineProcess exec = await CreateExecAsync(engineTask);
        RuntimeStartException failure = await Assert.ThrowsAsync<RuntimeStartException>(async () => await exec.StartAsync(Deadline));
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        await exec.DeleteAsync(Deadline);
        await AloneAsync(engineTask);

        _stub.Mend("exec");
        IEngineProcess second = await CreateExecAsync(engineTask);
        await second.StartAsync(Deadline);
        Assert.True(second.Pid > 0);
        await engineTask.DeleteAsync(Deadline);
    }

    [Theory]
    [InlineData("hang", "was killed")]
    [InlineData("late", "was killed")]
    [InlineData("fail", "ended with code 3")]
    public async Task A_pause_that_goes_wrong_leaves_the_task_going(string fault, string words)
    {
        IEngineTask engineTask = await StartAsync();
        _stub.Break("pause", fault);
        await FailsAsync(() => engineTask.PauseAsync(Deadline), words);
        Assert.False(engineTask.IsPaused);
        await (await CreateExecAsync(engineTask)).StartAsync(Deadline);

        _stub.Mend("pause");
        await engineTask.PauseAsync(Deadline);
        Assert.True(engineTask.IsPaused);
        await engineTask.DeleteAsync(Deadline);
    }

    [Theory]
    [InlineData("hang", "was killed")]
    [InlineData("fail", "ended with code 3")]
    public async Task A_resume_that_goes_wrong_leaves_the_task_paused(string fault, string words)
    {
        IEngineTask engineTask = await StartAsync();
        await engineTask.PauseAsync(Deadline);
        _stub.Break("resume", fault);
        await FailsAsync(() => engineTask.ResumeAsync(Deadline), words);
        Assert.True(engineTask.IsPaused);

        _stub.Mend("resume");
        await engineTask.ResumeAsync(Deadline);
        await (await CreateExecAsync(engineTask)).StartAsync(Deadline);
        await engineTask.DeleteAsync(Deadline);
    }

    [Fact]
    public async Task A_runtime_that_hangs_after_it_has_resumed_the_task_has_done_so()
    {
        IEngineTask engineTask = await StartAsync();
        await engineTask.PauseAsync(Deadline);
        _stub.Break("resume", "late");
        await engineTask.ResumeAsync(Deadline);
        Assert.False(engineTask.IsPaused);
        await (await CreateExecAsync(engineTask)).StartAsync(Deadline);
        await engineTask.DeleteAsync(Deadline);
    }

    [Theory]
    [InlineData("hang", "was killed")]
    [InlineData("fail", "ended with code 3")]
    public async Task An_update_that_goes_wrong_is_told(string fault, string words)
    {
        IEngineTask engineTask = await StartAsync();
        _stub.Break("update", fault);
        ReadOnlyMemory<byte> resources = """{"pids":{"limit":77}}"""u8.ToArray();
        await FailsAsync(() => engineTask.UpdateAsync(resources, Deadline), words);
        _stub.Mend("update");
        await engineTask.UpdateAsync(resources, Deadline);
        await engineTask.DeleteAsync(Deadline);
    }

    [Theory]
    [InlineData("hang")]
    [InlineData("late")]
    [InlineData("fail")]
    [InlineData("lie")]
    public async Task A_delete_that_goes_wrong_is_carried_through(string fault)
    {
        IEngineTask engineTask = await StartAsync();
        _stub.Break("delete", fault);
        await engineTask.DeleteAsync(Deadline);
        AssertNothingLeft(engineTask);
    }

    [Fact]
    public async Task A_delete_does_not_wait_for_a_runtime_that_hangs()
    {
        await ReopenAsync(TimeSpan.FromSeconds(60));
        IEngineTask engineTask = await StartAsync();
        _stub.Break("pause", "hang");
        Task pausing = engineTask.PauseAsync(Deadline).AsTask();
        await Eventually.TrueAsync(() => _stub.Hangs, "the runtime hangs");
        long started = Stopwatch.GetTimestamp();
        await engineTask.DeleteAsync(Deadline);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(20));
        await Assert.ThrowsAsync<DaemonException>(() => pausing);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_that_hangs_over_the_daemons_death_delays_the_next_one_little(bool supervisorToo)
    {
        await ReopenAsync(TimeSpan.FromSeconds(60));
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        _stub.Break("run", "hang");
        Task starting = engineTask.StartAsync(Deadline).AsTask();
        await Eventually.TrueAsync(() => _stub.Hangs, "the runtime hangs");
        if (supervisorToo)
        {
            EmbeddedEngineContract.KillSupervisor(_sandbox);
        }

        await _engine.DisposeAsync();
        await Assert.ThrowsAsync<DaemonException>(() => starting);
        long started = Stopwatch.GetTimestamp();
        _engine = await OpenAsync(TimeSpan.FromSeconds(60));
        IEngineTask found = Assert.Single(await _engine.RestoreAsync(Deadline));
        Assert.Equal(0, found.Pid);
        await found.DeleteAsync(Deadline);
        Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(30));
        AssertNothingLeft(found);
    }

    private async Task<EmbeddedEngine> OpenAsync(TimeSpan runtimeTimeout)
    {
        EmbeddedEngine engine = new(
            _sandbox.ExecRoot, EmbeddedEngineContract.Supervisor with { RuntimeTimeout = runtimeTimeout }, NullLogger<EmbeddedEngine>.Instance, TimeProvider.System);
        engine.Start();
        await engine.RestoreAsync(Deadline);
        return engine;
    }

    /// <summary>A supervisor with another timeout.</summary>
    private async Task ReopenAsync(TimeSpan runtimeTimeout)
    {
        await _engine.ShutdownSupervisorAsync(Deadline);
        await _engine.DisposeAsync();
        _engine = await OpenAsync(runtimeTimeout);
    }

    private ValueTask<IEngineTask> CreateAsync(params string[] command) =>
        _engine.CreateTaskAsync(_sandbox.Options(EngineSandbox.NewId(), _stub.Selection, command), Deadline);

    private async Task<IEngineTask> StartAsync()
    {
        IEngineTask engineTask = await CreateAsync("sleep", "1000");
        await engineTask.StartAsync(Deadline);
        return engineTask;
    }

    private ValueTask<IEngineProcess> CreateExecAsync(IEngineTask engineTask) => engineTask.CreateExecAsync(
        new ExecOptions
        {
            ExecId = EngineSandbox.NewId(),
            ProcessSpec = EngineSandbox.ProcessBytes(terminal: false, "sleep", "1000"),
            Stdio = new StdioOptions(),
        },
        Deadline);

    private static async Task FailsAsync(Func<ValueTask> action, string words)
    {
        DaemonException failure = await Assert.ThrowsAsync<DaemonException>(async () => await action());
        Assert.Equal(ErrorKind.System, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    private async Task AloneAsync(IEngineTask engineTask)
    {
        Assert.True(_stub.IsGone);
        Assert.False(engineTask.WaitAsync(Deadline).IsCompleted);
        for (IReadOnlyList<int> pids; !(pids = await engineTask.PidsAsync(Deadline)).SequenceEqual([engineTask.Pid]);)
        {
            // A process that was killed leaves its cgroup when it has ended.
            Assert.False(Deadline.IsCancellationRequested, $"also in the container: {string.Join(' ', pids)}");
            await Task.Delay(5, Deadline);
        }
    }

    private void AssertNothingLeft(IEngineTask engineTask)
    {
        Assert.True(_stub.IsGone);
        Assert.False(Directory.Exists(Path.Combine(_sandbox.ExecRoot, "runtime", engineTask.ContainerId)));
        Assert.Empty(_sandbox.Cgroups());
        Assert.Empty(Directory.GetFiles(_sandbox.ExecRoot, "console.*"));
    }
}
