using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Scenarios;
using Xunit;

namespace Aot.Daemon.Tests.EndToEnd.Aotd;

/// <summary>kill -9 of the supervisor: containers write on, are adopted by a new one, and nothing about them is invented.</summary>
public sealed class SupervisorDeathTests : OwnDaemonScenarios
{
    private const string Counter =
        "trap 'echo pipe >/shared/pipe' PIPE; i=0; while [ ! -e /shared/go ]; do i=$((i+1)); echo line $i || touch /shared/failed; echo $i >/shared/count; sleep 0.02; done; echo end; exit 5";

    protected override string[] KeepContainers => [];

    protected override string[] StopContainers => ["--live-restore=false"];

    [Fact]
    public Task There_is_one_supervisor_and_it_is_not_the_daemons_child_alone() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], "sleep 1000");
        var aotd = (AotdUnderTest)daemon;
        Assert.Single(aotd.Supervisors());
        (await daemon.Docker("run", "-d", "--network", "none", "test/plain:1", "sleep", "1000")).Ok();
        Assert.Single(aotd.Supervisors());
        int container = int.Parse(await InspectAsync(daemon, "box", "{{.State.Pid}}"));
        Assert.Equal(aotd.Supervisors()[0], ProcessEntry.Read(container)!.ParentPid);
    });

    [Fact]
    public Task A_container_writes_on_without_a_supervisor_and_its_log_goes_on() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], Counter);
        await LogsAsync(daemon, "line 3");
        int pid = int.Parse(await InspectAsync(daemon, "box", "{{.State.Pid}}"));
        await KillSupervisorAsync(daemon);
        int before = Count(daemon);
        await Poll.UntilAsync(() => Count(daemon) > before + 10, "the container counts on");
        Assert.True(ProcessEntry.IsAlive(pid));
        Assert.Equal($"running {pid}", await InspectAsync(daemon, "box", "{{.State.Status}} {{.State.Pid}}"));
        await LogsAsync(daemon, $"line {before + 10}\n");
        await File.WriteAllTextAsync(Shared(daemon, "go"), "");
        await AssertHonestExitAsync(daemon);
        Assert.False(File.Exists(Shared(daemon, "pipe")), "the container got SIGPIPE");
        Assert.False(File.Exists(Shared(daemon, "failed")), "a write failed");
        string[] lines = (await daemon.Docker("logs", "box")).Ok().Lines;
        Assert.Equal("end", lines[^1]);
        // What was in the supervisor's hands when it died may be missing or twice; nothing else may.
        Assert.InRange(lines.Length, Count(daemon) - 3, Count(daemon) + 3);
    });

    [Fact]
    public Task Both_killed_at_once_the_container_is_adopted_by_a_new_pair() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], Counter);
        await LogsAsync(daemon, "line 3");
        int pid = int.Parse(await InspectAsync(daemon, "box", "{{.State.Pid}}"));
        await KillSupervisorAsync(daemon);
        await daemon.KillAsync();
        int before = Count(daemon);
        await Poll.UntilAsync(() => Count(daemon) > before + 10, "the container counts on");
        await daemon.StartAsync();
        Assert.Equal($"running {pid}", await InspectAsync(daemon, "box", "{{.State.Status}} {{.State.Pid}}"));
        await LogsAsync(daemon, $"line {before + 5}\n");
        await File.WriteAllTextAsync(Shared(daemon, "go"), "");
        await AssertHonestExitAsync(daemon);
    });

    [Fact]
    public Task An_adopted_container_is_stopped_executed_in_and_removed() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], "trap 'exit 6' TERM; touch /shared/ready; while :; do sleep 0.05; done");
        await FileAsync(daemon, "ready");
        await KillSupervisorAsync(daemon);
        Assert.Equal("in\n", (await daemon.Docker("exec", "box", "echo", "in")).Ok().Stdout);
        (await daemon.Docker("stop", "box")).Ok();
        await StateAsync(daemon, "exited");
        (await daemon.Docker("start", "box")).Ok();
        (await daemon.Docker("rm", "-f", "box")).Ok();
    });

    [Fact]
    public Task An_exit_while_nobody_is_there_is_told_honestly() => UseAsync(async daemon =>
    {
        await RunAsync(daemon, [], Counter);
        await LogsAsync(daemon, "line 3");
        int pid = int.Parse(await InspectAsync(daemon, "box", "{{.State.Pid}}"));
        await daemon.KillAsync();
        await KillSupervisorAsync(daemon);
        await File.WriteAllTextAsync(Shared(daemon, "go"), "");
        await Poll.UntilAsync(() => !ProcessEntry.IsAlive(pid), "the container ends");
        await daemon.StartAsync();
        await StateAsync(daemon, "exited");

        // The true one where the kernel still knows it: nobody may have reaped the process yet.
        string told = await InspectAsync(daemon, "box", "{{.State.ExitCode}} {{.State.Error}}");
        Assert.True(told.Trim() == "5" || told.StartsWith("-1 the exit code is unknown", StringComparison.Ordinal), told);
    });

    [Fact]
    public Task New_containers_start_after_the_supervisors_death() => UseAsync(async daemon =>
    {
        (await daemon.Docker("run", "--rm", "--network", "none", "test/plain:1", "true")).Ok();
        await KillSupervisorAsync(daemon);
        Assert.Equal("again\n", (await daemon.Docker("run", "--rm", "--network", "none", "test/plain:1", "echo", "again")).Ok().Stdout);
    });

    private static async Task KillSupervisorAsync(DaemonUnderTest daemon)
    {
        int pid = Assert.Single(((AotdUnderTest)daemon).Supervisors());
        Native.Signal(pid, Native.SigKill);
        await Poll.UntilAsync(() => !ProcessEntry.IsAlive(pid), "the supervisor dies");
    }

    /// <summary>The code is the true one, or said to be unknown (255 on the wire, -1 in the daemon): never 0 or another.</summary>
    private static async Task AssertHonestExitAsync(DaemonUnderTest daemon)
    {
        await StateAsync(daemon, "exited");
        Assert.Contains(await InspectAsync(daemon, "box", "{{.State.ExitCode}}"), (string[])["5", "255", "-1"]);
    }

    private static int Count(DaemonUnderTest daemon) => int.TryParse(File.ReadAllText(Shared(daemon, "count")), out int count) ? count : 0;

    internal override DaemonUnderTest Create(string? dataRoot = null) => new AotdUnderTest(dataRoot);
}
