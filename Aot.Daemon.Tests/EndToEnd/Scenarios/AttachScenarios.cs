using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>attach, -t, resize, detach keys.</summary>
public abstract class AttachScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    private const string CtrlP = "\u0010";
    private const string CtrlQ = "\u0011";

    [Fact]
    public async Task A_run_on_a_terminal_has_its_size_and_exit_code()
    {
        await using CliSession session = await Daemon.Cli.StartOnTerminalAsync(33, 99, "run", "--rm", "-it", "--network", "none", TestImage.Plain);
        await session.WriteAsync("tty; while [ \"$(stty size)\" != '33 99' ]; do sleep 0.02; done; echo si''ze; exit 5\n");
        await session.WaitForOutputAsync("/dev/pts/0");
        await session.WaitForOutputAsync("size");
        (await session.WaitAsync()).Expect(5);
    }

    [Fact]
    public async Task A_terminal_follows_the_clients_window()
    {
        string name = NewName();
        await using CliSession session = await Daemon.Cli.StartOnTerminalAsync(20, 70, "run", "--rm", "-it", "--name", name, "--network", "none", TestImage.Plain);
        await session.WriteAsync("while [ \"$(stty size)\" != '44 111' ]; do sleep 0.02; done; echo resi''zed; exit\n");
        await session.WaitForOutputAsync("while");
        await WaitForState(name, "running");
        (await Daemon.Api.PostAsync($"/containers/{name}/resize?h=44&w=111")).Expect(System.Net.HttpStatusCode.OK);
        await session.WaitForOutputAsync("resized");
        (await session.WaitAsync()).Ok();
    }

    [Fact]
    public async Task Control_c_on_a_terminal_interrupts_the_containers_process()
    {
        await using CliSession session = await Daemon.Cli.StartOnTerminalAsync(24, 80, "run", "--rm", "-it", "--network", "none", TestImage.Plain, "sh", "-c", "trap 'echo caught; exit 8' INT; echo ready; while :; do sleep 0.05; done");
        await session.WaitForOutputAsync("ready");
        await session.WriteAsync("\u0003");
        await session.WaitForOutputAsync("caught");
        (await session.WaitAsync()).Expect(8);
    }

    [Fact]
    public async Task Detach_keys_leave_the_container_running_and_attach_finds_it_again()
    {
        string name = NewName();
        await using (CliSession session = await Daemon.Cli.StartOnTerminalAsync(24, 80, "run", "-it", "--name", name, "--network", "none", TestImage.Plain))
        {
            await session.WriteAsync("echo fir''st\n");
            await session.WaitForOutputAsync("first");
            await session.WriteAsync(CtrlP + CtrlQ);
            (await session.WaitAsync()).Ok();
        }
        Assert.Equal("running", await Inspect(name, "{{.State.Status}}"));
        await using CliSession again = await Daemon.Cli.StartOnTerminalAsync(24, 80, "attach", name);
        await again.WriteAsync("echo sec''ond; exit 6\n");
        await again.WaitForOutputAsync("second");
        (await again.WaitAsync()).Expect(6);
    }

    [Fact]
    public async Task Detach_keys_can_be_chosen_and_a_half_of_them_is_passed_on()
    {
        string name = await RunDetached(["-it"], "sh", "-c", "stty raw -echo; echo ready; dd bs=1 count=5 of=/keys; echo done; sleep 1000");
        await WaitForLog(name, "ready");
        await using CliSession session = await Daemon.Cli.StartOnTerminalAsync(24, 80, "attach", "--detach-keys", "ctrl-x,y", name);
        // ctrl-p and ctrl-q are ordinary keys now; ctrl-x followed by something else too.
        await session.WriteAsync(CtrlP + CtrlQ + "\u0018zy");
        await session.WaitForOutputAsync("done");
        await session.WriteAsync("\u0018y");
        await session.WaitForOutputAsync("read escape sequence");
        await session.WaitAsync();
        Assert.Equal("running", await Inspect(name, "{{.State.Status}}"));
        Assert.Equal(CtrlP + CtrlQ + "\u0018zy", (await Docker("exec", name, "cat", "/keys")).Ok().Stdout);
    }

    [Fact]
    public async Task Attach_shows_what_comes_and_ends_with_the_exit_code()
    {
        string name = await RunDetached([], "sh", "-c", "echo early; while [ ! -e /go ]; do sleep 0.02; done; echo out; echo err >&2; exit 4");
        await WaitForLog(name, "early");
        await using CliSession session = Daemon.Cli.Start("attach", "--no-stdin", name);
        // The CLI says nothing when it is attached: a second reader shows that attaching has come through.
        await Poll.UntilAsync(() => session.HasExited || File.Exists($"/proc/{session.Pid}/cmdline"), "attach has started");
        await Task.Delay(300);
        (await Docker("exec", name, "touch", "/go")).Ok();
        CliResult result = (await session.WaitAsync()).Expect(4);
        Assert.Equal("out\n", result.Stdout);
        Assert.Equal("err\n", result.Stderr);
    }

    [Fact]
    public async Task Attach_passes_signals_on()
    {
        string name = await RunIdle();
        await WaitForLog(name, "ready");
        await using CliSession session = Daemon.Cli.Start("attach", name);
        await Task.Delay(300);
        session.Kill(10);
        (await session.WaitAsync()).Expect(7);
    }

    [Fact]
    public async Task Input_reaches_a_container_that_was_started_detached()
    {
        string name = NewName();
        (await Docker("run", "-d", "-i", "--name", name, "--network", "none", TestImage.Plain, "sh", "-c", "read line; echo got $line")).Ok();
        await using CliSession session = Daemon.Cli.Start("attach", name);
        await session.WriteAsync("hello\n");
        await session.WaitForOutputAsync("got hello\n");
        (await session.WaitAsync()).Ok();
    }

    [Fact]
    public async Task Start_with_a_and_i_attaches_before_the_first_output()
    {
        string name = NewName();
        (await Docker("create", "-i", "--name", name, "--network", "none", TestImage.Plain, "sh", "-c", "echo first; cat; exit 3")).Ok();
        CliResult result = await Daemon.Cli.RunAsync("second\n"u8.ToArray(), 30, "start", "-ai", name);
        Assert.Equal("first\nsecond\n", result.Expect(3).Stdout);
    }

    [Fact]
    public async Task Every_one_of_quick_runs_in_a_row_is_seen()
    {
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "none", TestImage.Plain, "sh", "-c", "echo x >>/count; wc -l </count")).Ok();
        for (int run = 1; run <= 20; run++)
        {
            Assert.Equal($"{run}\n", (await Docker("start", "-a", name)).Ok().Stdout);
        }
    }

    [Fact]
    public async Task Two_attached_clients_see_the_same()
    {
        string name = NewName();
        (await Docker("run", "-d", "-i", "--name", name, "--network", "none", TestImage.Plain, "cat")).Ok();
        await using CliSession first = Daemon.Cli.Start("attach", name);
        await using CliSession second = Daemon.Cli.Start("attach", "--no-stdin", name);
        await Task.Delay(300);
        await first.WriteAsync("to all\n");
        await first.WaitForOutputAsync("to all\n");
        await second.WaitForOutputAsync("to all\n");
    }

    [Fact]
    public async Task Attach_to_what_does_not_run_is_refused()
    {
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "none", TestImage.Plain)).Ok();
        (await Docker("attach", name)).FailsSaying("stopped container");
    }
}
