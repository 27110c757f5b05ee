using System.Net;
using System.Security.Cryptography;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>`docker exec`, with and without -i, -t, -d.</summary>
public abstract class ExecScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Theory]
    [InlineData(0, "true")]
    [InlineData(3, "sh", "-c", "exit 3")]
    [InlineData(137, "sh", "-c", "kill -9 $$")]
    [InlineData(126, "/not-executable")]
    public async Task Exec_ends_with_the_exit_code_of(int expected, params string[] command)
    {
        string name = await RunIdle();
        (await Docker(["exec", name, .. command])).Expect(expected);
    }

    [Fact]
    public async Task Exec_of_a_missing_command_says_so()
    {
        string name = await RunIdle();
        CliResult result = await Docker("exec", name, "no-such-command");
        // dockerd says 127 since version 23.
        result.Expect(Daemon.IsAotd ? 127 : 126);
        Assert.Contains("no-such-command", result.Stdout + result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Exec_sees_the_containers_files_processes_and_environment()
    {
        string name = await RunIdle("-e", "MINE=1", "--hostname", "box");
        CliResult result = await Docker("exec", name, "sh", "-c", "hostname; tr '\\0' ' ' </proc/1/cmdline | cut -c 1-5; echo $MINE $COLOUR; cat /etc/motd; echo err >&2");
        Assert.Equal("box\nsh -c\n1 green\nthe second layer\n", result.Ok().Stdout);
        Assert.Equal("err\n", result.Stderr);
    }

    [Fact]
    public async Task User_directory_and_environment_are_the_execs_own()
    {
        string name = await RunIdle();
        CliResult result = await Docker("exec", "-u", "app", "-w", "/app", "-e", "COLOUR=red", "-e", "B=2", name, "sh", "-c", "id; pwd; echo $COLOUR $B $HOME");
        Assert.Equal("uid=1000(app) gid=1000(app) groups=1000(app),2000(extra),2001(more)\n/app\nred 2 /app\n", result.Ok().Stdout);
    }

    [Fact]
    public async Task An_exec_without_options_runs_as_the_containers_user_and_directory()
    {
        string name = await RunIdle("--user", "1000:2001", "-w", "/app");
        Assert.Equal("uid=1000(app) gid=2001(more) groups=2001(more)\n/app\n", (await Docker("exec", name, "sh", "-c", "id; pwd")).Ok().Stdout);
    }

    [Fact]
    public async Task Ten_megabytes_go_through_an_exec_unchanged()
    {
        string name = await RunIdle();
        byte[] input = new byte[10_000_000];
        new Random(9).NextBytes(input);
        CliResult result = await Daemon.Cli.RunAsync(input, 60, "exec", "-i", name, "cat");
        Assert.Equal(Convert.ToHexString(SHA256.HashData(input)), Convert.ToHexString(SHA256.HashData(result.Ok().Output)));
    }

    [Fact]
    public async Task A_detached_exec_runs_on()
    {
        string name = await RunIdle();
        Assert.Equal("", (await Docker("exec", "-d", name, "sh", "-c", "sleep 0.2; touch /done")).Ok().Stdout);
        await Poll.UntilAsync(async () => (await Docker("exec", name, "test", "-e", "/done")).ExitCode == 0, "the detached exec does its work");
    }

    [Fact]
    public async Task An_exec_on_a_terminal_has_one_and_its_size()
    {
        string name = await RunIdle();
        await using CliSession session = await Daemon.Cli.StartOnTerminalAsync(33, 99, "exec", "-it", name, "sh");
        await session.WriteAsync("tty; while [ \"$(stty size)\" != '33 99' ]; do sleep 0.02; done; echo si''ze; exit 5\n");
        await session.WaitForOutputAsync("/dev/pts/");
        await session.WaitForOutputAsync("size");
        (await session.WaitAsync()).Expect(5);
    }

    [Fact]
    public async Task An_exec_without_a_terminal_has_none()
    {
        string name = await RunIdle();
        Assert.Equal("not a tty\n", (await Docker("exec", name, "tty")).Stdout);
    }

    [Fact]
    public async Task Execs_are_listed_while_they_run_and_told_afterwards()
    {
        string name = await RunIdle();
        await using CliSession session = Daemon.Cli.Start("exec", "-i", name, "cat");
        await Poll.UntilAsync(async () => (await Inspect(name, "{{len .ExecIDs}}")) == "1", "the exec is listed");
        string id = await Inspect(name, "{{index .ExecIDs 0}}");
        Assert.True((await Daemon.Api.GetAsync($"/exec/{id}/json")).Json.GetProperty("Running").GetBoolean());
        session.CloseInput();
        (await session.WaitAsync()).Ok();
        ApiResponse ended = await Daemon.Api.GetAsync($"/exec/{id}/json");
        Assert.False(ended.Json.GetProperty("Running").GetBoolean());
        Assert.Equal(0, ended.Json.GetProperty("ExitCode").GetInt32());
    }

    [Fact]
    public async Task Execs_end_with_their_container()
    {
        string name = await RunIdle();
        await using CliSession session = Daemon.Cli.Start("exec", name, "sh", "-c", "echo started; sleep 1000");
        await session.WaitForOutputAsync("started");
        (await Docker("kill", name)).Ok();
        (await session.WaitAsync()).Expect(137);
    }

    [Fact]
    public async Task Exec_in_what_does_not_run_is_refused()
    {
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "none", TestImage.Plain)).Ok();
        (await Docker("exec", name, "true")).FailsSaying("is not running");
        (await Docker("exec", "nosuchcontainer", "true")).FailsSaying("No such container: nosuchcontainer");
    }

    [Theory]
    [InlineData("-u", "nosuch", "unable to find user nosuch: no matching entries in passwd file")]
    [InlineData("-u", "app:nosuch", "unable to find group nosuch: no matching entries in group file")]
    public async Task Exec_by_nobody_cannot_run(string flag, string value, string words)
    {
        string name = await RunIdle();
        CliResult result = (await Docker("exec", flag, value, name, "true")).Expect(126);
        Assert.Contains(words, result.Stdout + result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Users_groups_and_environment_files_are_heeded()
    {
        string name = await RunIdle("--user", "app");
        Assert.Equal("uid=77 gid=2000(extra) groups=2000(extra)\n", (await Docker("exec", "-u", "77:extra", name, "id")).Ok().Stdout);
        Assert.Equal("uid=0(root) gid=0(root)", (await Docker("exec", "-u", "0", name, "id")).Ok().Stdout[..23]);
        string file = Path.Combine(Daemon.Root, NewName());
        await File.WriteAllTextAsync(file, "A=1\n# none\nB=from file\n");
        Assert.Equal("1 mine\n", (await Docker("exec", "--env-file", file, "-e", "B=mine", name, "sh", "-c", "echo $A $B")).Ok().Stdout);
    }

    [Fact]
    public async Task A_privileged_exec_has_all_capabilities()
    {
        string name = await RunIdle();
        string plain = (await Docker("exec", name, "grep", "CapEff", "/proc/self/status")).Ok().Trimmed;
        CliResult privileged = await Docker("exec", "--privileged", name, "grep", "CapEff", "/proc/self/status");

        // dockerd asks for all that there are, which a daemon that lacks some does not get.
        Assert.True(privileged.ExitCode == 0 ? privileged.Trimmed != plain : !Daemon.IsAotd);
    }

    [Fact]
    public async Task Detach_keys_leave_an_exec_running()
    {
        string name = await RunIdle();
        await using CliSession session = await Daemon.Cli.StartOnTerminalAsync(25, 80, "exec", "-it", "--detach-keys", "ctrl-a,b", name, "sh", "-c", "echo up; cat");
        await session.WaitForOutputAsync("up");

        // dockerd 20.10 knows keys that come one by one.
        await session.WriteAsync("\u0001");
        await Task.Delay(100);
        await session.WriteAsync("b");
        await session.WaitAsync();
        if (Daemon.IsAotd)
        {
            // dockerd 20.10 has this event in its source, and tells it of no exec that was seen.
            await Poll.UntilAsync(async () => (await EventsOf(name, "{{.Action}}")).Contains("exec_detach"), "the detaching is told");
        }

        Assert.Contains("cat", (await Docker("top", name)).Ok().Stdout, StringComparison.Ordinal);
        (await Docker("exec", "--detach-keys", "xx", name, "true")).FailsSaying("Invalid escape keys (xx) provided");
    }

    [Fact]
    public async Task Ends_of_execs_are_told_before_that_of_their_container_and_can_be_asked_for()
    {
        string name = await RunIdle();
        (await Docker("exec", "-d", name, "sleep", "1000")).Ok();
        string id = await Inspect(name, "{{index .ExecIDs 0}}");
        (await Docker("stop", name)).Ok();
        ApiResponse ended = await Daemon.Api.GetAsync($"/exec/{id}/json");
        Assert.Equal((false, 137), (ended.Json.GetProperty("Running").GetBoolean(), ended.Json.GetProperty("ExitCode").GetInt32()));
        Assert.Equal("[]", await Inspect(name, "{{.ExecIDs}}"));
        Assert.Equal(
            ["create", "start", "exec_create: sleep 1000 " + id, "exec_start: sleep 1000 " + id, "kill", "exec_die " + id, "die", "stop"],
            (await EventsOf(name, "{{.Action}} {{with .Actor.Attributes.execID}}{{.}}{{end}}")).Select(line => line.TrimEnd()));
        (await Docker("start", name)).Ok();
        Assert.Equal(HttpStatusCode.Conflict, (await Daemon.Api.PostAsync($"/exec/{id}/start", """{"Detach":true}""")).Status);
    }
}
