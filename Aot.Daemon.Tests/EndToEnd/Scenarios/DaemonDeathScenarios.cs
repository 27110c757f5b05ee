using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>kill -9 of the daemon: containers run on, and a new daemon knows the truth about them.</summary>
public abstract class DaemonDeathScenarios : OwnDaemonScenarios
{
    /// <summary>Counts into the log until the file `go` is there, then exits with 5.</summary>
    private const string Counter = "i=0; while [ ! -e /shared/go ]; do i=$((i+1)); echo line $i; echo $i >/shared/count; sleep 0.02; done; echo end; exit 5";

    [Fact]
    public Task A_container_runs_on_its_log_goes_on_and_its_later_exit_code_is_known() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], Counter);
        await LogsAsync(daemon, "line 3");
        string pid = await InspectAsync(daemon, "box", "{{.State.Pid}}");
        string started = await InspectAsync(daemon, "box", "{{.State.StartedAt}}");
        await daemon.KillAsync();
        int before = Count(daemon);
        await Poll.UntilAsync(() => Count(daemon) > before + 10, "the container counts on without a daemon");
        await daemon.StartAsync(KeepContainers);
        Assert.Equal($"running {pid} {started}", await InspectAsync(daemon, "box", "{{.State.Status}} {{.State.Pid}} {{.State.StartedAt}}"));
        int found = Count(daemon);
        await Poll.UntilAsync(() => Count(daemon) > found + 10, "the container counts on with the new daemon");
        await File.WriteAllTextAsync(Shared(daemon, "go"), "");
        Assert.Equal("5", (await daemon.Docker("wait", "box")).Ok().Trimmed);
        await AssertWholeLogAsync(daemon);
    });

    [Fact]
    public Task A_paused_container_is_found_paused_and_goes_on() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], Counter);
        await LogsAsync(daemon, "line 3");
        (await daemon.Docker("pause", "box")).Ok();
        await daemon.KillAsync();
        await daemon.StartAsync(KeepContainers);
        Assert.Equal("paused true true", await InspectAsync(daemon, "box", "{{.State.Status}} {{.State.Running}} {{.State.Paused}}"));
        int found = Count(daemon);
        (await daemon.Docker("unpause", "box")).Ok();
        Assert.Equal("running", await InspectAsync(daemon, "box", "{{.State.Status}}"));
        await Poll.UntilAsync(() => Count(daemon) > found + 5, "the container goes on");
    });

    [Fact]
    public Task An_exit_while_the_daemon_is_away_is_told_when_it_is_back() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], Counter);
        await LogsAsync(daemon, "line 3");
        int pid = int.Parse(await InspectAsync(daemon, "box", "{{.State.Pid}}"));
        await daemon.KillAsync();
        await File.WriteAllTextAsync(Shared(daemon, "go"), "");
        await Poll.UntilAsync(() => !ProcessEntry.IsAlive(pid), "the container ends");
        await daemon.StartAsync(KeepContainers);
        await StateAsync(daemon, "exited");
        Assert.Equal("5", await InspectAsync(daemon, "box", "{{.State.ExitCode}}"));
        Assert.Equal("5", (await daemon.Docker("wait", "box")).Ok().Trimmed);
        if (daemon.IsAotd)
        {
            // dockerd may lose what was written while nobody read.
            await AssertWholeLogAsync(daemon);
            Assert.Equal("end", (await daemon.Docker("logs", "--tail", "1", "box")).Ok().Trimmed);
        }
    });

    [Fact]
    public Task A_found_container_can_be_stopped_executed_in_started_again_and_removed() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], "trap 'exit 6' TERM; touch /shared/ready; while :; do sleep 0.05; done");
        await FileAsync(daemon, "ready");
        await daemon.KillAsync();
        await daemon.StartAsync(KeepContainers);
        (await daemon.Docker("exec", "box", "sh", "-c", "exit 3")).Expect(3);
        (await daemon.Docker("stop", "box")).Ok();
        Assert.Equal("exited 6", await InspectAsync(daemon, "box", "{{.State.Status}} {{.State.ExitCode}}"));
        (await daemon.Docker("start", "box")).Ok();
        Assert.Equal("running", await InspectAsync(daemon, "box", "{{.State.Status}}"));
        (await daemon.Docker("rm", "-f", "box")).Ok();
    });

    [Fact]
    public Task A_container_with_rm_that_ended_meanwhile_goes_when_the_daemon_is_back() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, ["--rm"], Counter);
        await LogsAsync(daemon, "line 3");
        int pid = int.Parse(await InspectAsync(daemon, "box", "{{.State.Pid}}"));
        await daemon.KillAsync();
        await File.WriteAllTextAsync(Shared(daemon, "go"), "");
        await Poll.UntilAsync(() => !ProcessEntry.IsAlive(pid), "the container ends");
        await daemon.StartAsync(KeepContainers);
        await Poll.UntilAsync(async () => (await daemon.Docker("ps", "-aq")).Trimmed.Length == 0, "the container goes");
    });

    [Fact]
    public Task A_terminal_survives() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, ["-it"], "stty -echo; echo ready; while read line; do echo \"got $line\"; [ \"$line\" = end ] && exit 4; done; exit 9");
        await LogsAsync(daemon, "ready");
        await daemon.KillAsync();
        await daemon.StartAsync(KeepContainers);
        await using CliSession session = await daemon.Cli.StartOnTerminalAsync(31, 91, "attach", "box");
        await session.WriteAsync("hello\n");
        await session.WaitForOutputAsync("got hello");
        await session.WriteAsync("end\n");
        (await session.WaitAsync()).Expect(4);
    });

    [Fact]
    public Task An_open_input_survives() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, ["-i"], "while read line; do echo \"got $line\"; [ \"$line\" = end ] && exit 4; done; exit 9");
        await daemon.KillAsync();
        await daemon.StartAsync(KeepContainers);
        Assert.Equal("running", await InspectAsync(daemon, "box", "{{.State.Status}}"));
        await using CliSession session = daemon.Cli.Start("attach", "box");
        await session.WriteAsync("hello\n");
        await session.WaitForOutputAsync("got hello");
        await session.WriteAsync("end\n");
        (await session.WaitAsync()).Expect(4);
    });

    [Fact]
    public Task Created_and_exited_containers_images_and_names_are_still_there() => UseAsync(async daemon =>
    {
        (await daemon.Docker("run", "--name", "ended", "--network", "none", "--label", "a=b", "test/plain:1", "sh", "-c", "echo said; exit 3")).Expect(3);
        (await daemon.Docker("create", "--name", "fresh", "--network", "none", "test/plain:1", "true")).Ok();
        (await daemon.Docker("rename", "fresh", "fresher")).Ok();
        (await daemon.Docker("tag", "test/plain:1", "test/tagged:2")).Ok();
        string before = (await daemon.Docker("inspect", "ended", "fresher")).Ok().Stdout;
        await daemon.KillAsync();
        await daemon.StartAsync(KeepContainers);
        Assert.Equal(before, (await daemon.Docker("inspect", "ended", "fresher")).Ok().Stdout);
        Assert.Equal("said\n", (await daemon.Docker("logs", "ended")).Ok().Stdout);
        Assert.Equal(["test/plain:1", "test/tagged:2"], (await daemon.Docker("images", "--format", "{{.Repository}}:{{.Tag}}")).Ok().Lines.Order());
        (await daemon.Docker("start", "-a", "fresher")).Ok();
    });

    [Fact]
    public Task Killed_among_starts_it_never_forgets_or_invents_a_container() => UseAsync(async daemon =>
    {
        // dockerd forgets what it was starting when it was killed.
        daemon.ForgiveLeftovers = !daemon.IsAotd;
        for (int round = 0; round < 5; round++)
        {
            string name = $"box{round}";
            // The CLI's own failure is expected: the daemon goes while it waits.
            Task<CliResult> run = daemon.Docker("run", "-d", "--name", name, "--network", "none", "test/plain:1", "sleep", "1000");
            await Task.Delay(round * 25);
            await daemon.KillAsync();
            await run;
            await daemon.StartAsync(KeepContainers);
            string state = (await daemon.Docker("inspect", "--format", "{{.State.Status}} {{.State.Pid}}", name)).Trimmed;
            if (state.StartsWith("running ", StringComparison.Ordinal))
            {
                Assert.True(ProcessEntry.IsAlive(int.Parse(state.Split(' ')[1])));
            }
            else
            {
                Assert.Matches("^$|^(created|exited) 0$", state);
            }
            (await daemon.Docker("run", "--rm", "--network", "none", "test/plain:1", "true")).Ok();
        }
    });

    private static int Count(DaemonUnderTest daemon) => int.TryParse(File.ReadAllText(Shared(daemon, "count")), out int count) ? count : 0;

    /// <summary>Every line that the container wrote is in the log, once, in order.</summary>
    private static async Task AssertWholeLogAsync(DaemonUnderTest daemon)
    {
        int last = Count(daemon);
        string[] expected = [.. Enumerable.Range(1, last).Select(i => $"line {i}"), "end"];
        Assert.Equal(expected, (await daemon.Docker("logs", "box")).Ok().Lines);
    }
}
