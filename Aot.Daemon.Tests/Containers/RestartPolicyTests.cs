using Aot.Daemon.Containers;
using Aot.Daemon.Containers.Contracts;
using Aot.Daemon.Engine;
using Aot.Daemon.Tests.Fakes;
using Xunit;

namespace Aot.Daemon.Tests.Containers;

/// <summary>Restarts by policy, on a clock that stands until it is moved.</summary>
public sealed class RestartPolicyTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task What_ended_waits_as_restarting_and_runs_again()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "always");
        Assert.Equal((ContainerStatus.Restarting, 1, 0, true), (entry.State.Status, entry.State.ExitCode, entry.State.Pid, entry.State.IsUp));
        Assert.Equal(1, entry.State.RestartCount);
        Assert.False(bench.IsMounted(entry));
        Sleep(bench);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Equal(ContainerStatus.Restarting, entry.State.Status);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Running);
        Assert.Equal((1, 0, ""), (entry.State.RestartCount, entry.State.ExitCode, entry.State.Error));
        Assert.Equal(["create", "start", "die", "start"], bench.Events.Actions);
    }

    [Fact]
    public async Task The_waits_double_while_the_runs_are_short()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "unless-stopped");
        for (int i = 0; i < 4; i++)
        {
            int count = entry.State.RestartCount;
            TimeSpan delay = TimeSpan.FromMilliseconds(100 << i);
            _time.Advance(delay - TimeSpan.FromMilliseconds(1));
            Assert.Equal(count, entry.State.RestartCount);
            _time.Advance(TimeSpan.FromMilliseconds(1));
            await WaitsAsync(entry, count + 1);
        }
    }

    [Fact]
    public async Task After_the_last_retry_it_has_exited()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "on-failure", retries: 2);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await WaitsAsync(entry, 2);
        _time.Advance(TimeSpan.FromMilliseconds(200));
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Equal((2, 1), (entry.State.RestartCount, entry.State.ExitCode));
        Assert.Equal(["create", "start", "die", "start", "die", "start", "die"], bench.Events.Actions);
    }

    [Fact]
    public async Task Success_is_no_failure()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await bench.RunAsync(command: "true", host: host => With(host, "on-failure"));
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Equal(0, entry.State.RestartCount);
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("kill")]
    [InlineData("kill -s TERM")]
    public async Task A_user_ends_the_wait(string verb)
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "always");
        Task<ContainerExit> wait = WaitForContainer.Run(entry, null, CancellationToken.None);
        await EndAsync(bench, entry, verb);
        Assert.Equal((ContainerStatus.Exited, 1, true), (entry.State.Status, entry.State.ExitCode, entry.State.StoppedByUser));
        Assert.Equal(new ContainerExit(1, null), await wait.WaitAsync(TimeSpan.FromSeconds(10)));
        await Eventually.TrueAsync(() => _time.ActiveTimers == 0, "nothing waits any more");
        Assert.DoesNotContain("kill", bench.Events.Actions);
    }

    [Fact]
    public async Task A_forced_removal_ends_the_wait()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "always");
        await bench.Do.Remove.RunAsync(entry, force: true, CancellationToken.None);
        Assert.Empty(bench.Directory.All());
        await Eventually.TrueAsync(() => _time.ActiveTimers == 0, "nothing waits any more");
    }

    [Fact]
    public async Task A_signal_that_is_no_end_leaves_the_wait_alone()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "always");
        await bench.Do.Kill.RunAsync(entry, "c", "HUP", CancellationToken.None);
        Assert.Equal(ContainerStatus.Restarting, entry.State.Status);
    }

    [Fact]
    public async Task What_a_user_stopped_stays_stopped_and_a_start_lets_the_policy_rule_again()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await bench.RunAsync(host: host => With(host, "always"));
        await bench.Do.Stop.RunAsync(entry, null, null, CancellationToken.None);
        Assert.Equal(ContainerStatus.Exited, entry.State.Status);
        await bench.StartAsync(entry);
        await entry.Task!.SignalAsync(11, CancellationToken.None);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Restarting);
    }

    [Fact]
    public async Task A_start_by_a_user_makes_the_count_and_the_waits_begin_anew()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "always");
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await WaitsAsync(entry, 2);
        await bench.Do.Stop.RunAsync(entry, null, null, CancellationToken.None);
        await bench.StartAsync(entry);
        await WaitsAsync(entry, 1);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await WaitsAsync(entry, 2);
    }

    [Fact]
    public async Task Docker_wait_ends_with_each_end_of_a_run()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "always");
        Task<ContainerExit> wait = WaitForContainer.Run(entry, "not-running", CancellationToken.None);
        Assert.False(wait.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(new ContainerExit(1, null), await wait.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_restart_that_fails_is_not_tried_again()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "always");
        bench.Engine.Inner.StartFailures.Enqueue(new RuntimeStartException(RuntimeStartFailure.Other, "the runtime is ill"));
        Task<ContainerExit> wait = WaitForContainer.Run(entry, null, CancellationToken.None);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.Equal((128, "the runtime is ill"), (entry.State.ExitCode, entry.State.Error));
        Assert.Equal(new ContainerExit(128, "the runtime is ill"), await wait.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(0, _time.ActiveTimers);
    }

    [Fact]
    public async Task A_policy_that_was_changed_rules_at_the_next_end()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await bench.RunAsync();
        bench.Store.Publish(entry, entry.Record with { HostConfig = With(entry.Record.HostConfig, "always") });
        await entry.Task!.SignalAsync(11, CancellationToken.None);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Restarting);
    }

    [Fact]
    public async Task A_restart_by_a_user_of_what_waits_starts_it_at_once()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await CrashAsync(bench, "always");
        Sleep(bench);
        await bench.Do.Restart.RunAsync(entry, "c", bench.Configuration, null, null, CancellationToken.None);
        Assert.Equal((ContainerStatus.Running, 0), (entry.State.Status, entry.State.RestartCount));
        Assert.Equal(["create", "start", "die", "stop", "start", "restart"], bench.Events.Actions);
    }

    [Fact]
    public async Task A_wait_is_not_lost_with_the_daemon_and_keeps_its_count()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry before = await CrashAsync(bench, "on-failure", retries: 1);
        Sleep(bench);
        await bench.RestartDaemonAsync();
        ContainerEntry entry = bench.Directory.FindById(before.Id)!;
        Assert.Equal((ContainerStatus.Running, 1), (entry.State.Status, entry.State.RestartCount));
    }

    [Fact]
    public async Task Nothing_is_restarted_once_the_daemon_stops()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry entry = await bench.RunAsync(host: host => With(host, "always"));
        await bench.Restarts.StopAsync();
        await entry.Task!.SignalAsync(11, CancellationToken.None);
        await ContainerBench.WaitForAsync(entry, ContainerStatus.Exited);
        Assert.False(entry.State.StoppedByUser);
    }

    [Fact]
    public async Task What_the_stopping_daemon_stopped_is_started_by_the_next()
    {
        await using ContainerBench bench = await ContainerBench.CreateAsync(_time);
        ContainerEntry before = await bench.RunAsync(host: host => With(host, "unless-stopped"));
        await bench.Restarts.StopAsync();
        await bench.Do.Stop.RunForDaemonAsync(before, CancellationToken.None);
        Assert.Equal((ContainerStatus.Exited, false), (before.State.Status, before.State.StoppedByUser));
        await bench.RestartDaemonAsync();
        ContainerEntry entry = bench.Directory.FindById(before.Id)!;
        Assert.Equal((ContainerStatus.Running, 0), (entry.State.Status, entry.State.RestartCount));
    }

    private static Task EndAsync(ContainerBench bench, ContainerEntry entry, string verb) => verb switch
    {
        "stop" => bench.Do.Stop.RunAsync(entry, null, null, CancellationToken.None),
        "kill" => bench.Do.Kill.RunAsync(entry, "c", null, CancellationToken.None),
        _ => bench.Do.Kill.RunAsync(entry, "c", "TERM", CancellationToken.None),
    };

    private static HostConfig With(HostConfig host, string policy, int retries = 0) =>
        host with { RestartPolicy = new RestartPolicy { Name = policy, MaximumRetryCount = retries } };

    /// <summary>A container that has failed once and waits for its restart.</summary>
    private async Task<ContainerEntry> CrashAsync(ContainerBench bench, string policy, int retries = 0)
    {
        ContainerEntry entry = await bench.RunAsync(command: "false", host: host => With(host, policy, retries));
        await WaitsAsync(entry, 1);
        return entry;
    }

    /// <summary>From now on the container's command runs on.</summary>
    private static void Sleep(ContainerBench bench) => bench.Engine.Inner.Programs["false"] = bench.Engine.Inner.Programs["sleep 1000"];

    private async Task WaitsAsync(ContainerEntry entry, int count)
    {
        await Eventually.TrueAsync(
            () => entry.State.Status == ContainerStatus.Restarting && entry.State.RestartCount == count && _time.ActiveTimers == 1,
            $"it waits for restart {count}, not {entry.State.RestartCount}");
        using (await entry.Gate.EnterAsync())
        {
        }
    }
}
