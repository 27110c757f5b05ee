using System.Text.Json;
using Aot.Daemon.Containers;
using Aot.Daemon.Engine;
using Aot.Daemon.Http;
using Aot.Daemon.Linux;
using Aot.Daemon.Primitives;
using Aot.Daemon.Tests.Engine;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>A daemon killed at any step, and what the next one makes of it.</summary>
public sealed class RestoreTests
{
    [Fact]
    public async Task What_runs_is_running_with_its_start_time_and_its_end_is_heard()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry before = await bench.RunAsync("web");
        await bench.RestartDaemonAsync();
        ContainerEntry entry = bench.Directory.Find("web");
        Assert.Equal(TestRecords.Text(before.State), TestRecords.Text(entry.State));
        Assert.NotNull(entry.Task);
        Assert.True(bench.IsMounted(entry));
        await bench.Do.Kill.RunAsync(entry, "web", null, CancellationToken.None);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Equal(137, entry.State.ExitCode);
        Assert.False(bench.IsMounted(entry));
    }

    [Fact]
    public async Task What_ended_meanwhile_has_its_exit_code()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry before = await bench.RunAsync("web");
        await bench.KillDaemonAsync();
        await before.Task!.SignalAsync(15, CancellationToken.None);
        await bench.RestartDaemonAsync();
        ContainerEntry entry = bench.Directory.Find("web");
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Equal((143, ""), (entry.State.ExitCode, entry.State.Error));
        Assert.Empty(bench.Engine.Inner.Tasks);
        Assert.False(bench.IsMounted(entry));
    }

    [Fact]
    public async Task What_the_host_went_down_under_has_exited_with_255()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry before = await bench.RunAsync("web");
        bench.Images.Snapshots.Unmount(before.Folder);
        bench.Engine = new FaultyEngine(new FakeEngine(bench.Time));
        await bench.RestartDaemonAsync();
        ContainerState state = bench.Directory.Find("web").State;
        Assert.Equal((ContainerStatus.Exited, 255, 0), (state.Status, state.ExitCode, state.Pid));
        Assert.Equal("die", bench.Events.Actions[^1]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_start_that_was_cut_short_before_the_process_ran_is_undone(bool taskWasCreated)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry before = bench.Create("web");
        await CutStartAsync(bench, before, taskWasCreated, taskWasStarted: false);
        await bench.RestartDaemonAsync();
        ContainerEntry entry = bench.Directory.Find("web");
        Assert.Equal((ContainerStatus.Created, false, 128), (entry.State.Status, entry.State.Starting, entry.State.ExitCode));
        Assert.Equal("the daemon ended during the start", entry.State.Error);
        Assert.False(bench.IsMounted(entry));
        Assert.Empty(bench.Engine.Inner.Tasks);
        await bench.StartAsync(entry);
    }

    [Fact]
    public async Task A_start_that_was_cut_short_after_the_process_ran_has_succeeded()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry before = bench.Create("web");
        await CutStartAsync(bench, before, taskWasCreated: true, taskWasStarted: true);
        DateTimeOffset? begun = before.State.StartingSince;
        await bench.RestartDaemonAsync();
        ContainerEntry entry = bench.Directory.Find("web");
        Assert.Equal((ContainerStatus.Running, false), (entry.State.Status, entry.State.Starting));
        Assert.Equal(entry.Task!.Pid, entry.State.Pid);
        Assert.Equal(begun, entry.State.StartedAt);
    }

    [Fact]
    public async Task A_container_whose_start_was_cut_short_and_that_ended_meanwhile_has_its_exit_code()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        IEngineTask engineTask = await CutStartAsync(bench, bench.Create("web"), taskWasCreated: true, taskWasStarted: true);
        await bench.KillDaemonAsync();
        await engineTask.SignalAsync(15, CancellationToken.None);
        await bench.RestartDaemonAsync();
        ContainerEntry entry = bench.Directory.Find("web");
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Equal(143, entry.State.ExitCode);
        Assert.True(entry.State.FinishedAt >= entry.State.StartedAt);
    }

    [Fact]
    public async Task Mounts_and_tasks_of_a_run_that_is_over_are_given_back()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry before = await bench.RunAsync("web", host: host => host with { IpcMode = "shareable" });
        await bench.KillDaemonAsync();
        bench.Store.PublishFact(before, before.State with { Status = ContainerStatus.Exited, ExitCode = 3, Pid = 0 });
        await bench.RestartDaemonAsync();
        ContainerEntry entry = bench.Directory.Find("web");
        Assert.Equal((ContainerStatus.Exited, 3), (entry.State.Status, entry.State.ExitCode));
        Assert.False(bench.IsMounted(entry));
        Assert.False(SharedMemory.Exists(entry.Folder));
        Assert.Empty(bench.Engine.Inner.Tasks);
    }

    [Fact]
    public async Task A_container_of_rm_that_does_not_run_is_removed()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Create("never-started", host: host => host with { AutoRemove = true });
        await bench.RunAsync("running", host: host => host with { AutoRemove = true });
        await bench.RestartDaemonAsync();
        Assert.Equal("running", Assert.Single(bench.Directory.All()).Record.Name);
        Assert.Single(Directory.EnumerateDirectories(bench.Root));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_creation_or_removal_that_was_cut_short_leaves_nothing(bool isMounted)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry half = bench.Create("web");
        File.Delete(ContainerStore.RecordPath(half.Folder));
        if (isMounted)
        {
            bench.Images.Snapshots.Mount(half.Folder, half.Record.Layers);
            SharedMemory.Mount(half.Folder, 65536);
        }

        await bench.RestartDaemonAsync();
        Assert.Empty(bench.Directory.All());
        Assert.Empty(Directory.EnumerateDirectories(bench.Root));
        bench.Create("web");
    }

    [Fact]
    public async Task A_task_without_a_container_is_deleted()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync("web");
        bench.Images.Snapshots.Unmount(entry.Folder);
        bench.Store.RemoveFolder(entry.Folder);
        await bench.RestartDaemonAsync();
        Assert.Empty(bench.Engine.Inner.Tasks);
    }

    [Fact]
    public async Task A_task_of_a_folder_without_a_record_goes_with_it()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunAsync("web");
        File.Delete(ContainerStore.RecordPath(entry.Folder));
        await bench.RestartDaemonAsync();
        Assert.Empty(bench.Engine.Inner.Tasks);
        Assert.Empty(Directory.EnumerateDirectories(bench.Root));
    }

    [Fact]
    public async Task A_damaged_container_is_put_aside_and_the_rest_is_loaded()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry damaged = await bench.RunAsync("web");
        ContainerEntry sound = await bench.RunAsync("db");
        File.WriteAllText(ContainerStore.RecordPath(damaged.Folder), "{\"Version\":1,");
        await bench.RestartDaemonAsync();
        Assert.Equal(sound.Id, Assert.Single(bench.Directory.All()).Id);
        Assert.Equal(sound.Id, Assert.Single(bench.Engine.Inner.Tasks).ContainerId);
        Assert.True(Directory.Exists(damaged.Folder + ".damaged"));
        Assert.DoesNotContain(Mounts.FindPoints("overlay"), point => point.Contains(damaged.Id, StringComparison.Ordinal));
        bench.Create("web");
        await bench.RestartDaemonAsync();
        Assert.Equal(2, bench.Directory.All().Length);
    }

    [Fact]
    public async Task A_damaged_state_costs_the_exit_code_and_no_more()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry ended = await bench.RunToEndAsync("ended");
        ContainerEntry running = await bench.RunAsync("running");
        await bench.KillDaemonAsync();
        File.WriteAllText(bench.JournalPath, "");
        await bench.RestartDaemonAsync();
        Assert.Equal((ContainerStatus.Exited, 255), (bench.Directory.Find("ended").State.Status, bench.Directory.Find("ended").State.ExitCode));
        Assert.Equal(ContainerStatus.Running, bench.Directory.Find("running").State.Status);
        Assert.Equal(running.State.Pid, bench.Directory.Find("running").State.Pid);
    }

    [Fact]
    public async Task A_journal_whose_end_is_damaged_ends_nothing_that_runs()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry ran = await bench.RunToEndAsync("again");
        ContainerEntry ended = await bench.RunToEndAsync("ended");
        long length = new FileInfo(bench.JournalPath).Length;
        bench.Engine.Inner.Programs["true"] = async io =>
        {
            await io.SleepAsync();
            return 0;
        };
        await bench.StartAsync(ran);
        int pid = ran.State.Pid;
        await bench.KillDaemonAsync();
        Damage(bench.JournalPath, length);
        await bench.RestartDaemonAsync();
        ContainerEntry again = bench.Directory.Find("again");
        Assert.Equal((ContainerStatus.Running, pid), (again.State.Status, again.State.Pid));
        Assert.True(bench.IsMounted(again));
        Assert.Equal(ended.State, bench.Directory.Find("ended").State);
        Assert.True(File.Exists(bench.JournalPath + ".damaged-1"));
    }

    [Fact]
    public async Task A_container_that_was_never_started_is_created_whatever_happened_to_the_journal()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        bench.Create("never");
        await bench.RunToEndAsync("once");
        await bench.KillDaemonAsync();
        Damage(bench.JournalPath, 0);
        await bench.RestartDaemonAsync();
        Assert.Equal(new ContainerState(), bench.Directory.Find("never").State);
        Assert.Equal((ContainerStatus.Exited, 255), (bench.Directory.Find("once").State.Status, bench.Directory.Find("once").State.ExitCode));
    }

    [Fact]
    public async Task A_start_that_a_power_cut_cut_short_may_have_succeeded_and_has_ended_with_255()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry before = bench.Create("web");
        await CutStartAsync(bench, before, taskWasCreated: false, taskWasStarted: false);
        bench.Images.Snapshots.Unmount(before.Folder);
        bench.Boot = Guid.NewGuid();
        await bench.RestartDaemonAsync();
        ContainerState state = bench.Directory.Find("web").State;
        Assert.Equal((ContainerStatus.Exited, 255, false), (state.Status, state.ExitCode, state.Starting));
        Assert.NotEqual(default, state.StartedAt);
        await bench.StartAsync(bench.Directory.Find("web"));
    }

    [Fact]
    public async Task States_of_version_1_are_taken_over_once()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunToEndAsync("web", "sh -c exit 7");
        await bench.KillDaemonAsync();
        File.WriteAllText(ContainerStore.OldStatePath(entry.Folder), JsonSerializer.Serialize(entry.State, ApiJsonContext.Default.ContainerState));
        File.WriteAllText(bench.JournalPath, "");
        await bench.RestartDaemonAsync();
        Assert.Equal(entry.State, bench.Directory.Find("web").State);
        await bench.RestartDaemonAsync();
        Assert.False(File.Exists(ContainerStore.OldStatePath(entry.Folder)));
        Assert.Equal(entry.State, bench.Directory.Find("web").State);
    }

    [Fact]
    public async Task What_the_journal_says_counts_more_than_a_state_of_version_1()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry entry = await bench.RunToEndAsync("web", "sh -c exit 7");
        File.WriteAllText(ContainerStore.OldStatePath(entry.Folder), "{\"Status\":\"Running\"}");
        await bench.RestartDaemonAsync();
        Assert.Equal(entry.State, bench.Directory.Find("web").State);
        await bench.RestartDaemonAsync();
        Assert.False(File.Exists(ContainerStore.OldStatePath(entry.Folder)));
    }

    [Fact]
    public async Task Of_two_containers_with_one_name_both_are_loaded()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry first = bench.Create("web");
        ContainerEntry second = bench.Create("other");
        bench.Store.Publish(second, second.Record with { Name = "web" });
        await bench.RestartDaemonAsync();
        Assert.Equal([.. new[] { first.Id, second.Id }.Order()], bench.Directory.All().Select(entry => entry.Id));
        Assert.Equal(2, bench.Directory.All().Select(entry => entry.Record.Name).Distinct().Count());
    }

    [Fact]
    public async Task After_a_reboot_what_should_run_runs_and_what_joins_another_comes_after_it()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry web = await bench.RunAsync("web", host: host => host with { RestartPolicy = new() { Name = "always" } });
        ContainerEntry side = await bench.RunAsync(
            "side", host: host => host with { NetworkMode = "container:web", RestartPolicy = new() { Name = "unless-stopped" } });
        ContainerEntry plain = await bench.RunAsync("plain");
        ContainerEntry stopped = await bench.RunAsync("stopped", host: host => host with { RestartPolicy = new() { Name = "unless-stopped" } });
        await bench.Do.Stop.RunAsync(stopped, null, null, CancellationToken.None);
        foreach (ContainerEntry entry in new[] { web, side, plain })
        {
            bench.Images.Snapshots.Unmount(entry.Folder);
        }

        bench.Engine = new FaultyEngine(new FakeEngine(bench.Time));
        await bench.RestartDaemonAsync();
        Assert.Equal(
            ["plain Exited 255", "side Running 0", "stopped Exited 143", "web Running 0"],
            bench.Directory.All().Select(entry => $"{entry.Record.Name} {entry.State.Status} {entry.State.ExitCode}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_start_that_fails_at_daemon_start_keeps_no_other_from_starting()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        foreach (string name in new[] { "a1", "b1", "c1" })
        {
            ContainerEntry entry = await bench.RunAsync(name, host: host => host with { RestartPolicy = new() { Name = "always" } });
            bench.Images.Snapshots.Unmount(entry.Folder);
        }

        bench.Engine = new FaultyEngine(new FakeEngine(bench.Time));
        bench.Engine.Inner.StartFailures.Enqueue(new RuntimeStartException(RuntimeStartFailure.Other, "the runtime is ill"));
        await bench.RestartDaemonAsync();
        Assert.Equal(
            ["Exited 128 the runtime is ill", "Running 0 ", "Running 0 "],
            bench.Directory.All().Select(entry => $"{entry.State.Status} {entry.State.ExitCode} {entry.State.Error}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_container_that_waits_for_its_start_can_be_removed()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry before = await bench.RunAsync("web", host: host => host with { RestartPolicy = new() { Name = "always" } });
        bench.Images.Snapshots.Unmount(before.Folder);
        bench.Engine = new FaultyEngine(new FakeEngine(bench.Time));
        IReadOnlyList<ContainerEntry> due = await bench.RestoreOnlyAsync();
        ContainerEntry entry = Assert.Single(due);
        Assert.Equal((ContainerStatus.Restarting, 255), (entry.State.Status, entry.State.ExitCode));
        await bench.Do.Remove.RunAsync(entry, force: true, CancellationToken.None);
        await bench.Restarts.StartAsync(due);
        Assert.Empty(bench.Engine.Inner.Tasks);
        Assert.Empty(bench.Directory.All());
    }

    [Fact]
    public async Task A_restart_by_policy_that_was_cut_short_is_made_up_for()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        ContainerEntry before = bench.Create("web", host: host => host with { RestartPolicy = new() { Name = "on-failure", MaximumRetryCount = 1 } });
        bench.Store.PublishFact(before, before.State with { Status = ContainerStatus.Restarting, StartingSince = DateTimeOffset.UnixEpoch, RestartCount = 1, ExitCode = 3 });
        await bench.RestartDaemonAsync();
        ContainerState state = bench.Directory.Find("web").State;
        Assert.Equal((ContainerStatus.Running, 1, ""), (state.Status, state.RestartCount, state.Error));
    }

    [Fact]
    public async Task Nobody_waits_for_ever_when_the_engine_cannot_be_asked()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync();
        await bench.RunAsync("a1");
        await bench.RunAsync("a2");
        bench.Engine.RestoreFailure = DaemonException.Unavailable("no supervisor");
        await Assert.ThrowsAsync<DaemonException>(bench.RestartDaemonAsync);
        foreach (ContainerEntry entry in bench.Directory.All())
        {
            using (await entry.Gate.EnterAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10)))
            {
            }
        }
    }

    private static void Damage(string path, long from)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[from] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>What is on disk and in the engine when the daemon is killed during a start.</summary>
    private static async Task<IEngineTask> CutStartAsync(ContainerBench bench, ContainerEntry entry, bool taskWasCreated, bool taskWasStarted)
    {
        bench.Images.Snapshots.Mount(entry.Folder, entry.Record.Layers);
        bench.Store.Publish(entry, entry.State with { StartingSince = bench.Time.GetUtcNow() });
        if (!taskWasCreated)
        {
            return null!;
        }

        IEngineTask engineTask = await bench.Engine.CreateTaskAsync(TestTasks.Options(entry.Id, "sleep", "1000"), CancellationToken.None);
        if (taskWasStarted)
        {
            await engineTask.StartAsync(CancellationToken.None);
        }

        return engineTask;
    }
}
