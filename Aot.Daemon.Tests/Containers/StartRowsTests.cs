using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Http;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>The start's order, row by row: what each step refuses and with what, and what it leaves behind.</summary>
public sealed class StartRowsTests
{
    [Theory]
    [InlineData(nameof(ContainerStatus.Paused), ErrorKind.Conflict)]
    [InlineData(nameof(ContainerStatus.Running), ErrorKind.NotModified)]
    [InlineData(nameof(ContainerStatus.Restarting), ErrorKind.NotModified)]
    [InlineData(nameof(ContainerStatus.Removing), ErrorKind.Conflict)]
    [InlineData(nameof(ContainerStatus.Dead), ErrorKind.Conflict)]
    internal async Task Row_0_the_state_is_checked_first_and_leaves_no_trace(string status, ErrorKind refusal)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create(host: host => host with { Runtime = "" });
        Damage(bench, entry, host => host with { Runtime = "gone" });
        TestContainers.SetStatus(entry, Enum.Parse<ContainerStatus>(status));
        ContainerState before = entry.State;
        Assert.Equal(refusal, (await RefusalAsync(bench, entry)).Kind);
        Assert.Equal(before, entry.State);
    }

    [Fact]
    public async Task Row_0_settings_are_verified_again_the_runtime_of_the_record_is_gone()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Damage(bench, entry, host => host with { Runtime = "gone" });
        await AssertInvalidAsync(bench, entry, "gone");
    }

    [Fact]
    public async Task Row_0_settings_are_verified_again_a_bind_source_is_gone()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Damage(bench, entry, host => host with { Mounts = [new MountSpec { Type = "bind", Source = "/no/such/source", Target = "/data" }] });
        await AssertInvalidAsync(bench, entry, "bind source path does not exist: /no/such/source");
    }

    [Fact]
    public async Task Row_0_a_bind_source_that_has_gone_since_the_last_start_is_missed_until_it_is_back()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        string source = Directory.CreateDirectory(Path.Combine(bench.Images.Root, "source")).FullName;
        ContainerEntry entry = bench.Create(host: host => host with { Mounts = [new MountSpec { Type = "bind", Source = source, Target = "/data" }] });
        Directory.Delete(source);
        await AssertInvalidAsync(bench, entry, "bind source path does not exist: " + source);
        Directory.CreateDirectory(source);
        await bench.StartAsync(entry);
        Assert.Equal(ContainerStatus.Running, entry.State.Status);
    }

    [Fact]
    public async Task Row_0_settings_are_verified_again_a_limit_is_impossible()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        Damage(bench, entry, host => host with { Memory = 1 });
        await AssertInvalidAsync(bench, entry, "memory");
    }

    [Fact]
    public async Task Row_0_settings_are_verified_again_what_create_made_up_conflicts_with_nothing()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create(host: host => host with { NetworkMode = "host", UTSMode = "host", IpcMode = "host", PidMode = "host" });
        await bench.StartAsync(entry);
        Assert.Equal(ContainerStatus.Running, entry.State.Status);
    }

    [Fact]
    public async Task Row_1_a_checkpoint_folder_is_forbidden_after_the_state()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        DaemonException refusal = await Assert.ThrowsAsync<DaemonException>(
            () => bench.Do.Start.RunAsync(entry, bench.Configuration, "/checkpoints", CancellationToken.None));
        Assert.Equal((ErrorKind.Forbidden, "custom checkpointdir is not supported"), (refusal.Kind, refusal.Message));
        Assert.Equal((ContainerStatus.Created, ""), (entry.State.Status, entry.State.Error));
        await bench.StartAsync(entry);
        refusal = await Assert.ThrowsAsync<DaemonException>(
            () => bench.Do.Start.RunAsync(entry, bench.Configuration, "/checkpoints", CancellationToken.None));
        Assert.Equal(ErrorKind.NotModified, refusal.Kind);
    }

    [Fact]
    public async Task Row_4_a_network_of_a_container_that_does_not_run_is_a_conflict()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry other = bench.Create("other");
        ContainerEntry entry = bench.Create(host: host => host with { NetworkMode = "container:other" });
        DaemonException failure = await RefusalAsync(bench, entry);
        Assert.Equal((ErrorKind.Conflict, $"cannot join network of a non running container: {other.Id}"), (failure.Kind, failure.Message));
        AssertUndone(bench, entry, failure, exitCode: 128);
    }

    [Fact]
    public async Task Row_6_whatever_is_wrong_with_the_spec_is_the_systems_failure()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Create("other");
        ContainerEntry entry = bench.Create(host: host => host with { PidMode = "container:other" });
        DaemonException failure = await RefusalAsync(bench, entry);
        Assert.Equal(ErrorKind.System, failure.Kind);
        AssertUndone(bench, entry, failure, exitCode: 128);
    }

    [Fact]
    public async Task Row_7_the_count_of_restarts_and_the_users_stop_are_forgotten()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        bench.Store.PublishFact(entry, entry.State with { RestartCount = 3, StoppedByUser = true });
        await bench.StartAsync(entry);
        Assert.Equal((0, false), (entry.State.RestartCount, entry.State.StoppedByUser));
    }

    [Fact]
    public async Task Row_10_the_runtime_is_locked_in()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync();
        string path = bench.Configuration.Runtimes.Resolve(entry.Record.HostConfig.Runtime).Path;
        Assert.Equal(path, bench.Loader.Load().Entries.Single().State.RuntimePath);
        Assert.Equal(path, bench.Engine.Inner.Tasks.Single().Options.Runtime.Path);
    }

    [Fact]
    public async Task Row_10_a_runtime_whose_binary_is_gone_fails_the_start()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Configuration = TestSnapshots.Of(bench.Configuration.Config with
        {
            Runtimes = bench.Configuration.Config.Runtimes.Add("absent", new() { Path = "/no/such/runtime" }),
        });
        ContainerEntry entry = bench.Create(host: host => host with { Runtime = "absent" });
        DaemonException failure = await RefusalAsync(bench, entry);
        Assert.Equal(ErrorKind.System, failure.Kind);
        AssertUndone(bench, entry, failure, exitCode: 128);
    }

    [Fact]
    public async Task Row_11_a_task_that_a_crash_left_under_the_same_id_is_replaced()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        IEngineTask stale = await bench.Engine.CreateTaskAsync(TestTasks.Options(entry.Id, "sleep", "1000"), CancellationToken.None);
        await stale.StartAsync(CancellationToken.None);
        await bench.StartAsync(entry);
        Assert.Equal(entry.Task!.Pid, Assert.Single(bench.Engine.Inner.Tasks).Pid);
        Assert.NotEqual(stale.Pid, entry.State.Pid);
    }

    [Theory]
    [InlineData(RuntimeStartFailure.NotExecutable, 126)]
    [InlineData(RuntimeStartFailure.CommandNotFound, 127)]
    [InlineData(RuntimeStartFailure.MountTypeMismatch, 127)]
    [InlineData(RuntimeStartFailure.Other, 128)]
    internal async Task Row_14_what_the_runtime_says_becomes_an_exit_code(RuntimeStartFailure kind, int exitCode)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        bench.Engine.Inner.StartFailures.Enqueue(new RuntimeStartException(kind, "the runtime's words"));
        Exception failure = await Assert.ThrowsAsync<RuntimeStartException>(() => bench.StartAsync(entry));
        AssertUndone(bench, entry, failure, exitCode);
    }

    [Fact]
    public async Task Row_15_the_truth_is_published_before_it_is_told()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create();
        ContainerState? told = null;
        bench.Events.OnPublish = action => told = action == "start" ? bench.Loader.Load().Entries.Single().State : told;
        await bench.StartAsync(entry);
        Assert.Equal((ContainerStatus.Running, false), (told!.Status, told.Starting));
    }

    [Fact]
    public async Task A_failure_keeps_the_exit_code_of_the_last_run_if_it_has_none_of_its_own()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunToEndAsync(command: "sh -c exit 7");
        bench.Engine.CreateFailure = DaemonException.Unavailable("no supervisor");
        await RefusalAsync(bench, entry);
        Assert.Equal((ContainerStatus.Exited, 7, "no supervisor"), (entry.State.Status, entry.State.ExitCode, entry.State.Error));
    }

    [Fact]
    public async Task Nobody_who_looks_waits_for_a_start_that_hangs()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = bench.Create("web");
        var hold = new TaskCompletionSource();
        bench.Engine.Hold = hold.Task;
        Task start = bench.StartAsync(entry);
        Assert.Equal("created", Assert.Single(bench.Do.List.Run(all: true, null, false, Filters.None)).State);
        Assert.Equal("created", bench.Do.Inspect.Run(entry, withSize: false).State.Status);
        Assert.Equal(1, ContainerTally.Of(bench.Directory).Stopped);
        Assert.False(start.IsCompleted);

        // Another container is not held up by it either.
        bench.Engine.Hold = Task.CompletedTask;
        ContainerEntry other = await bench.RunAsync();
        Assert.Equal(ContainerStatus.Running, other.State.Status);
        hold.SetResult();
        await start;
    }

    private static async Task AssertInvalidAsync(ContainerBench bench, ContainerEntry entry, string words)
    {
        DaemonException failure = await RefusalAsync(bench, entry);
        Assert.Equal(ErrorKind.Invalid, failure.Kind);
        Assert.Contains(words, failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal((ContainerStatus.Created, 0, ""), (entry.State.Status, entry.State.ExitCode, entry.State.Error));
    }

    private static void AssertUndone(ContainerBench bench, ContainerEntry entry, Exception failure, int exitCode)
    {
        Assert.Equal((ContainerStatus.Created, false, exitCode, failure.Message), (entry.State.Status, entry.State.Starting, entry.State.ExitCode, entry.State.Error));
        Assert.Empty(bench.Engine.Inner.Tasks);
        Assert.False(bench.IsMounted(entry));
    }

    private static Task<DaemonException> RefusalAsync(ContainerBench bench, ContainerEntry entry) =>
        Assert.ThrowsAsync<DaemonException>(() => bench.StartAsync(entry));

    /// <summary>The record now says what no create would have let it.</summary>
    private static void Damage(ContainerBench bench, ContainerEntry entry, Func<HostConfig, HostConfig> change) =>
        bench.Store.Publish(entry, entry.Record with { HostConfig = change(entry.Record.HostConfig) });
}
