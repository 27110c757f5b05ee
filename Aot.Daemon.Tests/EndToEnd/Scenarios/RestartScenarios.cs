using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>Restart policies, the state restarting, and the events of a container's life in their order.</summary>
public abstract class RestartScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    private const string UntilTerm = "trap 'exit 3' TERM; trap : HUP; echo ready; while :; do sleep 0.05; done";

    [Fact]
    public async Task What_fails_again_and_again_is_restarting_most_of_the_time()
    {
        string name = await CrashLoopAsync("always");
        Assert.Equal(
            "true true false 0 1", await Inspect(name, "{{.State.Running}} {{.State.Restarting}} {{.State.Paused}} {{.State.Pid}} {{.State.ExitCode}}"));
        Assert.Matches("^restarting Restarting \\(1\\) .* ago$", (await Docker("ps", "--filter", "name=" + name, "--format", "{{.State}} {{.Status}}")).Ok().Trimmed);
        Assert.Equal(name, (await Docker("ps", "--filter", "status=restarting", "--filter", "name=" + name, "--format", "{{.Names}}")).Ok().Trimmed);
        Assert.Equal("", (await Docker("ps", "-a", "--filter", "status=exited", "--filter", "name=" + name, "--format", "{{.Names}}")).Ok().Trimmed);
        Assert.True(int.Parse(await Inspect(name, "{{.RestartCount}}")) >= 3);
        (await Docker("rm", "-f", name)).Ok();
    }

    [Fact]
    public async Task What_waits_for_its_restart_refuses_what_needs_a_process()
    {
        string name = await CrashLoopAsync("always");
        (await Docker("exec", name, "true")).FailsSaying("is restarting, wait until the container is running");
        (await Docker("attach", name)).FailsSaying("You cannot attach to a restarting container");
        (await Docker("rm", name)).FailsSaying("You cannot remove a restarting container");
        (await Docker("start", name)).Ok();
        (await Docker("rm", "-f", name)).Ok();
    }

    [Theory]
    [InlineData("stop")]
    [InlineData("kill")]
    public async Task A_user_ends_the_wait_for_a_restart(string verb)
    {
        string name = await CrashLoopAsync("unless-stopped");
        (await Docker(verb, name)).Ok();
        Assert.Equal("exited 1", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}}"));
        string count = await Inspect(name, "{{.RestartCount}}");
        (await Docker("start", name)).Ok();
        await WaitForState(name, "restarting");
        Assert.True(int.Parse(await Inspect(name, "{{.RestartCount}}")) < int.Parse(count), "the count begins anew");
        (await Docker("rm", "-f", name)).Ok();
    }

    [Fact]
    public async Task Failures_are_retried_as_often_as_asked()
    {
        string name = await RunDetached(["--restart", "on-failure:2"], "sh", "-c", "exit 4");
        await Poll.UntilAsync(async () => await Inspect(name, "{{.State.Status}} {{.RestartCount}}") == "exited 2", "it has given up");
        Assert.Equal("4", await Inspect(name, "{{.State.ExitCode}}"));
        Assert.Equal(["create", "start", "die 4", "start", "die 4", "start", "die 4"], await EventsAsync(name));
    }

    [Fact]
    public async Task Success_is_not_retried()
    {
        string name = await RunDetached(["--restart", "on-failure"], "true");
        await WaitForState(name, "exited");
        Assert.Equal("0 on-failure 0", await Inspect(name, "{{.RestartCount}} {{.HostConfig.RestartPolicy.Name}} {{.HostConfig.RestartPolicy.MaximumRetryCount}}"));
    }

    [Fact]
    public async Task What_dies_is_started_again_and_what_a_user_stops_is_not()
    {
        string name = await RunDetached(["--restart", "always"], "sh", "-c", UntilTerm);
        string pid = await Inspect(name, "{{.State.Pid}}");
        using (var kill = System.Diagnostics.Process.Start("kill", ["-9", pid]))
        {
            await kill.WaitForExitAsync();
        }

        await Poll.UntilAsync(async () => await Inspect(name, "{{.State.Status}} {{.RestartCount}}") == "running 1", "it runs again");
        Assert.NotEqual(pid, await Inspect(name, "{{.State.Pid}}"));
        await Poll.UntilAsync(async () => (await Docker("logs", name)).Stdout.Split("ready").Length == 3, "it is ready again");
        (await Docker("stop", name)).Ok();
        Assert.Equal("exited 3 1", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"));
        Assert.Equal(["create", "start", "die 137", "start", "kill 15", "die 3", "stop"], await EventsAsync(name));
    }

    [Fact]
    public async Task Wait_ends_with_the_next_end()
    {
        string name = await CrashLoopAsync("always");
        Assert.Equal("1", (await Docker("wait", name)).Ok().Trimmed);
        (await Docker("rm", "-f", name)).Ok();
    }

    [Fact]
    public async Task A_container_that_cannot_be_started_is_not_tried_again()
    {
        string name = NewName();
        Assert.Equal(127, (await Docker("run", "-d", "--name", name, "--network", "none", "--restart", "always", TestImage.Plain, "/no/such")).ExitCode);
        Assert.Equal("created 127 0", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}} {{.RestartCount}}"));
    }

    [Theory]
    [InlineData("nonsense", "invalid restart policy")]
    [InlineData("always:3", "maximum retry count cannot be used with restart policy 'always'")]
    [InlineData("on-failure:-1", "maximum retry count cannot be negative")]
    public async Task A_policy_that_cannot_be_is_refused(string policy, string words) =>
        (await Docker("create", "--network", "none", "--restart", policy, TestImage.Plain, "true")).FailsSaying(words);

    [Fact]
    public async Task The_events_of_a_life_have_their_order_and_attributes()
    {
        string name = await RunDetached([], "sh", "-c", UntilTerm);
        await WaitForLog(name, "ready");
        (await Docker("kill", "--signal", "HUP", name)).Ok();
        (await Docker("start", name)).Ok();
        (await Docker("restart", name)).Ok();
        await Poll.UntilAsync(async () => (await Docker("logs", name)).Stdout.Split("ready").Length == 3, "it is ready again");
        (await Docker("stop", name)).Ok();
        (await Docker("stop", name)).Ok();
        (await Docker("start", name)).Ok();
        (await Docker("kill", name)).Ok();
        (await Docker("rm", name)).Ok();
        Assert.Equal(
            [
                "create", "start", "kill 1", "kill 15", "die 3", "stop", "start", "restart", "kill 15", "die 3", "stop", "start", "kill 9", "die 137", "destroy",
            ],
            await EventsAsync(name));
    }

    [Fact]
    public async Task The_events_of_rm_come_after_its_end()
    {
        string stopped = await RunDetached(["--rm"], "sh", "-c", UntilTerm);
        await WaitForLog(stopped, "ready");
        (await Docker("stop", stopped)).Ok();
        await GoneAsync(stopped);
        Assert.Equal(["create", "destroy", "die 3", "kill 15", "start", "stop"], (await EventsAsync(stopped)).Order(StringComparer.Ordinal));
        string removed = await RunDetached(["--rm"], "sleep", "1000");
        (await Docker("rm", "-f", removed)).Ok();
        await GoneAsync(removed);
        Assert.Equal(["create", "start", "kill 9", "die 137", "destroy"], await EventsAsync(removed));
    }

    private Task GoneAsync(string name) =>
        Poll.UntilAsync(async () => (await Docker("ps", "-aq", "--filter", "name=" + name)).Trimmed.Length == 0, $"{name} is gone");

    /// <summary>A container that fails at once, and whose waits have become long enough to look at.</summary>
    private async Task<string> CrashLoopAsync(string policy)
    {
        string name = await RunDetached(["--restart", policy], "sh", "-c", "exit 1");
        await Poll.UntilAsync(
            async () => int.Parse(await Inspect(name, "{{.RestartCount}}")) >= 5 && await Inspect(name, "{{.State.Status}}") == "restarting", "it waits");
        return name;
    }

    /// <summary>The container's own events so far, with their exit code or signal.</summary>
    private async Task<string[]> EventsAsync(string name)
    {
        string until = (DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0).ToString("F3", System.Globalization.CultureInfo.InvariantCulture);
        string[] lines = (await Docker(
            "events", "--since", "1", "--until", until, "--filter", "container=" + name, "--filter", "type=container",
            "--format", "{{.Action}} {{index .Actor.Attributes \"exitCode\"}}{{index .Actor.Attributes \"signal\"}}")).Ok().Lines;
        return [.. lines.Select(line => line.Trim())];
    }
}
