using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>What a daemon starts when it starts, by restart policy.</summary>
public abstract class DaemonStartScenarios : OwnDaemonScenarios
{
    [Fact]
    public Task A_stop_by_the_daemon_is_no_stop_by_the_user() => UseAsync(StopContainers, async daemon =>
    {
        await CreateAllAsync(daemon);
        Assert.Equal(0, await daemon.StopAsync());
        await daemon.StartAsync(StopContainers);
        await AssertStartedAsync(
            daemon,
            "always running 0", "always-stopped running 0", "fresh created 0", "on-failure running 0", "on-failure-stopped running 0", "plain exited 143",
            "unless running 0", "unless-stopped exited 143");
    });

    [Fact]
    public Task With_live_restore_what_runs_runs_on_and_the_rest_is_started_by_its_policy() => UseAsync(async daemon =>
    {
        await CreateAllAsync(daemon);
        string[] pids = await PidsAsync(daemon);
        Assert.Equal(0, await daemon.StopAsync());
        await daemon.StartAsync(KeepContainers);
        await AssertStartedAsync(
            daemon,
            "always running 0", "always-stopped running 0", "fresh created 0", "on-failure running 0", "on-failure-stopped running 0", "plain running 0",
            "unless running 0", "unless-stopped exited 143");
        Assert.Equal(pids, await PidsAsync(daemon));
    });

    [Fact]
    public Task What_waits_for_its_restart_when_the_daemon_dies_is_started_by_the_next() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, ["--restart", "always"], "[ -e /shared/go ] && exec sleep 1000; exit 1");
        await Poll.UntilAsync(
            async () => int.Parse(await InspectAsync(daemon, "box", "{{.RestartCount}}")) >= 5 && await InspectAsync(daemon, "box", "{{.State.Status}}") == "restarting",
            "it waits");
        await daemon.KillAsync();
        await File.WriteAllTextAsync(Shared(daemon, "go"), "");
        await daemon.StartAsync(KeepContainers);
        await StateAsync(daemon, "running");
    });

    [Fact]
    public Task What_died_while_the_daemon_was_away_is_started_by_its_policy() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, ["--restart", "on-failure"], "while [ ! -e /shared/go ]; do sleep 0.05; done; [ -e /shared/again ] && exec sleep 1000; touch /shared/again; exit 1");
        string pid = await InspectAsync(daemon, "box", "{{.State.Pid}}");
        await daemon.KillAsync();
        await File.WriteAllTextAsync(Shared(daemon, "go"), "");
        await Poll.UntilAsync(() => !ProcessEntry.IsAlive(int.Parse(pid)), "the container ends");
        await daemon.StartAsync(KeepContainers);
        await StateAsync(daemon, "running");
        Assert.NotEqual(pid, await InspectAsync(daemon, "box", "{{.State.Pid}}"));
    });

    /// <summary>One container for every policy, run on or stopped by the user.</summary>
    private static async Task CreateAllAsync(DaemonUnderTest daemon)
    {
        (string Name, string Policy, bool IsStopped)[] all =
        [
            ("plain", "no", false), ("always", "always", false), ("always-stopped", "always", true), ("unless", "unless-stopped", false),
            ("unless-stopped", "unless-stopped", true), ("on-failure", "on-failure", false), ("on-failure-stopped", "on-failure", true),
        ];
        foreach ((string name, string policy, bool isStopped) in all)
        {
            const string Script = "trap 'exit 143' TERM; echo ready; while :; do sleep 0.05; done";
            (await daemon.Docker("run", "-d", "--name", name, "--network", "none", "--restart", policy, TestImage.Plain, "sh", "-c", Script)).Ok();
            await Poll.UntilAsync(async () => (await daemon.Docker("logs", name)).Stdout.Contains("ready", StringComparison.Ordinal), $"{name} is ready");
            if (isStopped)
            {
                (await daemon.Docker("stop", name)).Ok();
            }
        }

        (await daemon.Docker("create", "--name", "fresh", "--network", "none", "--restart", "always", TestImage.Plain, "true")).Ok();
    }

    private static async Task AssertStartedAsync(DaemonUnderTest daemon, params string[] expected)
    {
        string[] names = [.. expected.Select(line => line.Split(' ')[0])];
        string[] found = [];
        await Poll.UntilAsync(
            async () =>
            {
                found = (await daemon.Docker(["inspect", "--format", "{{slice .Name 1}} {{.State.Status}} {{.State.ExitCode}}", .. names])).Ok().Lines;
                return found.SequenceEqual(expected);
            },
            "the containers are as their policies say",
            details: () => string.Join(", ", found));
    }

    private static async Task<string[]> PidsAsync(DaemonUnderTest daemon) =>
        (await daemon.Docker("inspect", "--format", "{{.State.Pid}}", "plain", "always", "unless", "on-failure")).Ok().Lines;
}
