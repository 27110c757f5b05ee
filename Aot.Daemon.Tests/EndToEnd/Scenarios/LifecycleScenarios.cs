using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>create, start, stop, kill, restart, wait, rename, rm, prune.</summary>
public abstract class LifecycleScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Fact]
    public async Task A_container_goes_from_created_through_running_to_exited()
    {
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "none", TestImage.Plain, "sh", "-c", "trap 'exit 5' TERM; while :; do sleep 0.05; done")).Ok();
        Assert.Equal("created 0 false", await Inspect(name, "{{.State.Status}} {{.State.Pid}} {{.State.Running}}"));
        Assert.Equal(name, (await Docker("start", name)).Ok().Trimmed);
        Assert.Equal("running true", await Inspect(name, "{{.State.Status}} {{.State.Running}}"));
        Assert.True(ProcessEntry.IsAlive(int.Parse(await Inspect(name, "{{.State.Pid}}"))));
        Assert.Equal(name, (await Docker("stop", name)).Ok().Trimmed);
        Assert.Equal("exited 5 0 false", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}} {{.State.Pid}} {{.State.Running}}"));
    }

    [Fact]
    public async Task Starting_what_runs_and_stopping_what_is_stopped_changes_nothing()
    {
        string name = await RunIdle();
        string pid = await Inspect(name, "{{.State.Pid}}");
        (await Docker("start", name)).Ok();
        Assert.Equal(pid, await Inspect(name, "{{.State.Pid}}"));
        (await Docker("stop", name)).Ok();
        (await Docker("stop", name)).Ok();
        (await Docker("kill", name)).FailsSaying("is not running");
    }

    [Fact]
    public async Task Stop_kills_what_ignores_the_signal_when_the_time_is_up()
    {
        string name = await RunDetached([], "sh", "-c", "trap '' TERM; echo ready; while :; do sleep 0.05; done");
        await WaitForLog(name, "ready");
        (await Docker("stop", "--time", "1", name)).Ok();
        Assert.Equal("137", await Inspect(name, "{{.State.ExitCode}}"));
    }

    [Fact]
    public async Task Stop_sends_the_containers_stop_signal()
    {
        string name = await RunIdle("--stop-signal", "USR1");
        await WaitForLog(name, "ready");
        (await Docker("stop", name)).Ok();
        Assert.Equal("7", await Inspect(name, "{{.State.ExitCode}}"));
    }

    [Theory]
    [InlineData("KILL", 137)]
    [InlineData("SIGUSR1", 7)]
    [InlineData("10", 7)]
    [InlineData("term", 0)]
    public async Task Kill_sends_a_signal_by_name_or_number(string signal, int exitCode)
    {
        string name = await RunIdle();
        await WaitForLog(name, "ready");
        (await Docker("kill", "--signal", signal, name)).Ok();
        Assert.Equal(exitCode.ToString(), (await Docker("wait", name)).Ok().Trimmed);
    }

    [Theory]
    [InlineData("SIGNONSENSE", 400, "Invalid signal: SIGNONSENSE")]
    [InlineData("0", 400, "Invalid signal: 0")]
    [InlineData("RTMIN%2B16", 400, "Invalid signal: RTMIN+16")]
    [InlineData("65", 500, "Cannot kill container: NAME: The linux daemon does not support signal 65")]
    [InlineData("-1", 500, "Cannot kill container: NAME: The linux daemon does not support signal 18446744073709551615")]
    [InlineData("RTMIN%2B15", 204, null)]
    [InlineData("sigrtmax-14", 204, null)]
    [InlineData("%2B18", 204, null)]
    [InlineData("CLD", 204, null)]
    public async Task Only_signals_are_sent(string signal, int status, string? message)
    {
        string name = await RunIdle();
        ApiResponse answer = await Daemon.Api.PostAsync($"/containers/{name}/kill?signal={signal}");
        Assert.Equal(status, (int)answer.Status);
        if (message is not null)
        {
            Assert.Equal(message.Replace("NAME", name, StringComparison.Ordinal), answer.Message);
        }
    }

    [Fact]
    public async Task Killing_what_is_not_there_says_so() =>
        (await Docker("kill", "nosuchcontainer")).FailsSaying("Cannot kill container: nosuchcontainer: No such container: nosuchcontainer");

    [Fact]
    public async Task Restart_runs_the_container_again_with_what_it_had_written()
    {
        string name = await RunDetached([], "sh", "-c", "trap 'exit 0' TERM; echo x >>/count; wc -l </count; echo ready; while :; do sleep 0.05; done");
        await WaitForLog(name, "ready");
        string pid = await Inspect(name, "{{.State.Pid}}");
        (await Docker("restart", name)).Ok();
        await WaitForLog(name, "2\nready");
        Assert.NotEqual(pid, await Inspect(name, "{{.State.Pid}}"));
        Assert.Equal("running", await Inspect(name, "{{.State.Status}}"));
        (await Docker("stop", name)).Ok();
        (await Docker("restart", name)).Ok();
        Assert.Equal("running", await Inspect(name, "{{.State.Status}}"));
    }

    [Fact]
    public async Task Wait_gives_the_exit_code_of_running_and_of_ended_containers()
    {
        string name = await RunDetached([], "sh", "-c", "sleep 0.3; exit 9");
        Assert.Equal("9", (await Docker("wait", name)).Ok().Trimmed);
        Assert.Equal("9", (await Docker("wait", name)).Ok().Trimmed);
        (await Docker("wait", "nosuchcontainer")).FailsSaying("No such container: nosuchcontainer");
    }

    [Fact]
    public async Task Wait_for_next_exit_waits_for_the_next_one()
    {
        string name = await RunDetached([], "sh", "-c", "exit 2");
        await WaitForState(name, "exited");
        Task<ApiResponse> next = Daemon.Api.PostAsync($"/containers/{name}/wait?condition=next-exit");
        await Task.WhenAny(next, Task.Delay(200));
        Assert.False(next.IsCompleted);
        (await Docker("start", name)).Ok();
        Assert.Equal(2, (await next).Json.GetProperty("StatusCode").GetInt32());
    }

    [Fact]
    public async Task Wait_for_removed_waits_for_the_removal()
    {
        string name = await RunDetached([], "sh", "-c", "exit 6");
        await WaitForState(name, "exited");
        Task<ApiResponse> removed = Daemon.Api.PostAsync($"/containers/{name}/wait?condition=removed");
        await Task.WhenAny(removed, Task.Delay(200));
        Assert.False(removed.IsCompleted);
        (await Docker("rm", name)).Ok();
        Assert.Equal(6, (await removed).Json.GetProperty("StatusCode").GetInt32());
    }

    [Fact]
    public async Task A_renamed_container_is_found_by_its_new_name_only()
    {
        string name = await RunIdle();
        string renamed = NewName();
        (await Docker("rename", name, renamed)).Ok();
        Assert.Equal("/" + renamed, await Inspect(renamed, "{{.Name}}"));
        (await Docker("inspect", "--type", "container", name)).FailsSaying("No such container");
        string second = await RunIdle();
        (await Docker("rename", second, renamed)).FailsSaying("already in use");
        (await Docker("rename", second, "bad/name")).FailsSaying("Invalid container name");
        Assert.Equal("/" + second, await Inspect(second, "{{.Name}}"));
    }

    [Fact]
    public async Task A_running_container_is_removed_by_force_only()
    {
        string name = await RunIdle();
        (await Docker("rm", name)).FailsSaying("container");
        Assert.Equal("running", await Inspect(name, "{{.State.Status}}"));
        int pid = int.Parse(await Inspect(name, "{{.State.Pid}}"));
        Assert.Equal(name, (await Docker("rm", "-f", name)).Ok().Trimmed);
        Assert.False(ProcessEntry.IsAlive(pid));
        (await Docker("rm", name)).FailsSaying("No such container: " + name);
    }

    [Fact]
    public async Task A_removed_containers_name_is_free_again()
    {
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "none", TestImage.Plain)).Ok();
        (await Docker("create", "--name", name, "--network", "none", TestImage.Plain)).FailsSaying("is already in use by container");
        (await Docker("rm", name)).Ok();
        (await Docker("create", "--name", name, "--network", "none", TestImage.Plain)).Ok();
    }

    [Fact]
    public async Task Containers_are_found_by_name_id_and_prefix()
    {
        string name = await RunIdle();
        string id = await Inspect(name, "{{.Id}}");
        Assert.Equal(id, await Inspect(id, "{{.Id}}"));
        Assert.Equal(id, await Inspect(id[..12], "{{.Id}}"));
        Assert.Equal(id, await Inspect(id[..6], "{{.Id}}"));
    }

    [Fact]
    public async Task Prune_removes_the_stopped_ones_that_the_filter_names()
    {
        string label = "mark=" + NewName();
        string stopped = await RunDetached(["--label", label], "true");
        string running = await RunIdle("--label", label);
        await WaitForState(stopped, "exited");
        string id = await Inspect(stopped, "{{.Id}}");
        CliResult pruned = await Docker("container", "prune", "--force", "--filter", "label=" + label);
        Assert.Contains(id, pruned.Ok().Stdout, StringComparison.Ordinal);
        Assert.Contains("Total reclaimed space", pruned.Stdout, StringComparison.Ordinal);
        (await Docker("inspect", "--type", "container", stopped)).FailsSaying("No such");
        Assert.Equal("running", await Inspect(running, "{{.State.Status}}"));
    }

    [Fact]
    public async Task Twenty_containers_start_at_once_and_all_end_with_their_own_code()
    {
        CliResult[] results = await Task.WhenAll(Enumerable.Range(1, 20).Select(
            code => Docker("run", "--rm", "--network", "none", TestImage.Plain, "sh", "-c", $"echo {code}; exit {code}")));
        for (int i = 0; i < results.Length; i++)
        {
            Assert.Equal($"{i + 1}\n", results[i].Expect(i + 1).Stdout);
        }
    }
}
