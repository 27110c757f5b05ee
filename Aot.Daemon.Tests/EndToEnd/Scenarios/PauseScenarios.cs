using System.Net;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>pause, unpause, and what else is done to a paused container; top.</summary>
public abstract class PauseScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Fact]
    public async Task A_paused_container_says_nothing_until_it_goes_on()
    {
        string name = await RunDetached([], "sh", "-c", "trap 'exit 0' TERM; i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done");
        await WaitForLog(name, "10\n");
        Assert.Equal(name, (await Docker("pause", name)).Ok().Trimmed);
        Assert.Equal("paused true true", await Inspect(name, "{{.State.Status}} {{.State.Running}} {{.State.Paused}}"));
        Assert.Contains("(Paused)", (await Docker("ps", "--filter", "name=" + name, "--format", "{{.Status}}")).Ok().Stdout, StringComparison.Ordinal);
        string said = (await Docker("logs", name)).Ok().Stdout;
        await Task.Delay(100);
        Assert.Equal(said, (await Docker("logs", name)).Ok().Stdout);

        Assert.Equal(name, (await Docker("unpause", name)).Ok().Trimmed);
        Assert.Equal("running true false", await Inspect(name, "{{.State.Status}} {{.State.Running}} {{.State.Paused}}"));
        await Poll.UntilAsync(async () => (await Docker("logs", name)).Stdout.Length > said.Length, "the container goes on");
    }

    [Theory]
    [InlineData("pause", 409, "is already paused")]
    [InlineData("start", 409, "cannot start a paused container, try unpause instead")]
    public async Task A_paused_container_refuses(string verb, int status, string words)
    {
        string name = await RunIdle();
        (await Docker("pause", name)).Ok();
        ApiResponse answer = await Daemon.Api.PostAsync($"/containers/{name}/{verb}");
        Assert.Equal(status, (int)answer.Status);
        Assert.Contains(words, answer.Message, StringComparison.Ordinal);
        (await Docker("exec", name, "true")).FailsSaying($"Container {name} is paused, unpause the container before exec");
        (await Docker("rm", name)).FailsSaying("You cannot remove a paused container");
    }

    [Fact]
    public async Task Pause_unpause_and_top_need_the_right_state()
    {
        string name = await RunIdle();
        string id = await Inspect(name, "{{.Id}}");
        await RefusedAsync("unpause", HttpStatusCode.InternalServerError, $"Container {id} is not paused");
        (await Docker("kill", name)).Ok();
        await RefusedAsync("pause", HttpStatusCode.Conflict, $"Container {id} is not running");
        await RefusedAsync("unpause", HttpStatusCode.InternalServerError, $"Container {id} is not paused");
        ApiResponse top = await Daemon.Api.GetAsync($"/containers/{name}/top");
        Assert.Equal((HttpStatusCode.Conflict, $"Container {id} is not running"), (top.Status, top.Message));

        async Task RefusedAsync(string verb, HttpStatusCode status, string message)
        {
            ApiResponse answer = await Daemon.Api.PostAsync($"/containers/{name}/{verb}");
            Assert.Equal((status, message), (answer.Status, answer.Message));
        }
    }

    [Theory]
    [InlineData("stop", "", 0)]
    [InlineData("kill", "", 137)]
    [InlineData("kill", "TERM", 0)]
    [InlineData("kill", "USR1", 7)]
    public async Task A_paused_container_ends_when_it_is_told_to(string verb, string signal, int exitCode)
    {
        string name = await RunIdle();
        await WaitForLog(name, "ready");
        (await Docker("pause", name)).Ok();
        (await Docker([verb, .. signal.Length > 0 ? (string[])["--signal", signal] : [], name])).Ok();
        await WaitForState(name, "exited");
        Assert.Equal($"{exitCode} false", await Inspect(name, "{{.State.ExitCode}} {{.State.Paused}}"));
    }

    [Fact]
    public async Task A_signal_other_than_the_stop_signal_leaves_a_container_paused()
    {
        string name = await RunIdle("--stop-signal", "TERM");
        await WaitForLog(name, "ready");
        (await Docker("pause", name)).Ok();
        (await Docker("kill", "--signal", "USR1", name)).Ok();
        Assert.Equal("paused", await Inspect(name, "{{.State.Status}}"));
        (await Docker("unpause", name)).Ok();
        await WaitForState(name, "exited");
        Assert.Equal("7", await Inspect(name, "{{.State.ExitCode}}"));
    }

    [Fact]
    public async Task A_paused_container_is_removed_by_force_and_restarted()
    {
        string name = await RunIdle();
        await WaitForLog(name, "ready");
        (await Docker("pause", name)).Ok();
        (await Docker("restart", name)).Ok();
        Assert.Equal("running", await Inspect(name, "{{.State.Status}}"));
        (await Docker("pause", name)).Ok();
        int pid = int.Parse(await Inspect(name, "{{.State.Pid}}"));
        (await Docker("rm", "-f", name)).Ok();
        Assert.False(ProcessEntry.IsAlive(pid));
    }

    [Fact]
    public async Task Events_tell_of_pausing()
    {
        string name = await RunIdle();
        await WaitForLog(name, "ready");
        (await Docker("pause", name)).Ok();
        (await Docker("unpause", name)).Ok();
        (await Docker("top", name)).Ok();
        (await Docker("pause", name)).Ok();
        (await Docker("stop", name)).Ok();
        Assert.Equal(
            "create start pause unpause top pause kill unpause die stop",
            string.Join(' ', await EventsOf(name, "{{.Action}}")));
        Assert.Equal(
            ["test/plain:1 " + name], (await EventsOf(name, "{{.Actor.Attributes.image}} {{.Actor.Attributes.name}}")).Distinct());
    }

    [Fact]
    public async Task Top_lists_the_processes_as_the_hosts_ps_does()
    {
        string name = await RunDetached([], "sh", "-c", "sleep 1000 & trap 'exit 0' TERM; while :; do sleep 0.05; done");
        string pid = await Inspect(name, "{{.State.Pid}}");
        CliResult top = (await Docker("top", name)).Ok();
        Assert.Equal(["UID", "PID", "PPID", "C", "STIME", "TTY", "TIME", "CMD"], top.Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(top.Lines, line => line.Contains(pid, StringComparison.Ordinal) && line.Contains("trap 'exit 0' TERM", StringComparison.Ordinal));
        Assert.Contains(top.Lines, line => line.EndsWith("sleep 1000", StringComparison.Ordinal));
        Assert.Equal(["PID", "COMMAND"], (await Docker("top", name, "-o", "pid,comm")).Ok().Lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("sleep 1000", (await Docker("top", name, "aux")).Ok().Stdout, StringComparison.Ordinal);
        Assert.Contains("sleep 1000", (await Docker("top", name, "axf")).Ok().Stdout, StringComparison.Ordinal);
        (await Docker("top", name, "-o", "comm")).FailsSaying("Couldn't find PID field in ps output");
        (await Docker("top", name, "--nonsense")).FailsSaying("unknown gnu long option");
        (await Docker("top", name, "-o", "ppid=PID")).FailsSaying("is not allowed");
    }
}
