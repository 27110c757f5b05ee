using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>Containers that want more memory than they may have.</summary>
public abstract class OomScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    private static readonly string[] Limits = ["--memory", "16m", "--memory-swap", "16m"];

    [Fact]
    public async Task A_container_that_is_killed_for_want_of_memory_says_so()
    {
        string name = await RunDetached(Limits, "sh", "-c", "x=$(yes | head -c 100000000); echo done");
        Assert.Equal("137", (await Docker("wait", name)).Ok().Trimmed);
        Assert.Equal("true 137", await Inspect(name, "{{.State.OOMKilled}} {{.State.ExitCode}}"));
        Assert.Equal(["create", "start", "oom", "die"], (await EventsOf(name, "{{.Action}}")).Distinct());
    }

    [Fact]
    public async Task A_process_that_is_killed_for_want_of_memory_is_told_of_while_its_container_lives_on()
    {
        string name = await RunDetached(Limits, "sh", "-c", "sh -c 'x=$(yes | head -c 100000000)'; trap 'exit 3' TERM; echo survived; while :; do sleep 0.05; done");
        await WaitForLog(name, "survived");
        await Poll.UntilAsync(async () => (await EventsOf(name, "{{.Action}}")).Contains("oom"), "the event is there");
        // dockerd says so once the container has ended.
        await Poll.UntilAsync(async () => !Daemon.IsAotd || await Inspect(name, "{{.State.OOMKilled}} {{.State.Status}}") == "true running", "inspect says so");
        (await Docker("stop", name)).Ok();
        Assert.Equal("true 3", await Inspect(name, "{{.State.OOMKilled}} {{.State.ExitCode}}"));
        Assert.Equal(["create", "start", "oom", "kill", "die", "stop"], (await EventsOf(name, "{{.Action}}")).Distinct());
    }
}
