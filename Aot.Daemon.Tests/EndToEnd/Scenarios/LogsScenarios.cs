using System.Text.Json;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>`docker logs`: what was written, what comes, and which part of it.</summary>
public abstract class LogsScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Fact]
    public async Task Both_outputs_come_back_apart()
    {
        string name = await RunDetached([], "sh", "-c", "echo out; echo err >&2; printf tail");
        await WaitForState(name, "exited");
        CliResult logs = (await Docker("logs", name)).Ok();
        Assert.Equal("out\ntail", logs.Stdout);
        Assert.Equal("err\n", logs.Stderr);
    }

    [Fact]
    public async Task Follow_shows_what_was_and_what_comes_and_ends_with_the_container()
    {
        string name = await RunDetached([], "sh", "-c", "echo before; while [ ! -e /go ]; do sleep 0.02; done; echo after");
        await WaitForLog(name, "before");
        await using CliSession follow = Daemon.Cli.Start("logs", "-f", name);
        await follow.WaitForOutputAsync("before");
        (await Docker("exec", name, "touch", "/go")).Ok();
        await follow.WaitForOutputAsync("after");
        Assert.Equal("before\nafter\n", (await follow.WaitAsync()).Ok().Stdout);
    }

    [Fact]
    public async Task A_follower_that_goes_disturbs_nobody()
    {
        string name = await RunDetached([], "sh", "-c", "while [ ! -e /go ]; do echo line; sleep 0.02; done; echo end");
        await using CliSession first = Daemon.Cli.Start("logs", "-f", name);
        await using CliSession second = Daemon.Cli.Start("logs", "-f", name);
        await first.WaitForOutputAsync("line");
        await second.WaitForOutputAsync("line");
        first.Kill(Native.SigKill);
        (await Docker("exec", name, "touch", "/go")).Ok();
        Assert.EndsWith("end\n", (await second.WaitAsync()).Ok().Stdout, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("all", "1\n2\n3\n4\n5\n")]
    [InlineData("2", "4\n5\n")]
    [InlineData("0", "")]
    [InlineData("100", "1\n2\n3\n4\n5\n")]
    public async Task Tail_gives_the_last_lines(string tail, string expected)
    {
        string name = await RunDetached([], "seq", "1", "5");
        await WaitForState(name, "exited");
        Assert.Equal(expected, (await Docker("logs", "--tail", tail, name)).Ok().Stdout);
    }

    [Fact]
    public async Task Timestamps_since_and_until_fit_together()
    {
        string name = await RunDetached([], "sh", "-c", "echo one; sleep 0.1; echo two; sleep 0.1; echo three");
        await WaitForState(name, "exited");
        string[] lines = (await Docker("logs", "--timestamps", name)).Ok().Lines;
        Assert.All(lines, line => Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z (one|two|three)$", line));
        string second = lines[1].Split(' ')[0];
        Assert.Equal("two\nthree\n", (await Docker("logs", "--since", second, name)).Ok().Stdout);
        Assert.Equal("one\n", (await Docker("logs", "--until", Before(second), name)).Ok().Stdout);
        Assert.Equal("two\n", (await Docker("logs", "--since", second, "--until", second, name)).Ok().Stdout);
        Assert.Equal("one\ntwo\nthree\n", (await Docker("logs", "--since", "1h", name)).Ok().Stdout);
        Assert.Equal("", (await Docker("logs", "--until", "1h", name)).Ok().Stdout);

        // A microsecond earlier.
        static string Before(string time) => DateTimeOffset.Parse(time).AddMicroseconds(-1).ToString("yyyy-MM-ddTHH:mm:ss.fffffff") + "Z";
    }

    [Fact]
    public async Task Details_show_the_labels_that_the_log_options_name()
    {
        string name = await RunDetached(["--log-opt", "labels=team", "--label", "team=blue"], "echo", "hello");
        await WaitForState(name, "exited");
        Assert.Equal("team=blue hello\n", (await Docker("logs", "--details", name)).Ok().Stdout);
    }

    [Fact]
    public async Task A_long_line_and_ten_thousand_lines_come_back_whole()
    {
        string name = await RunDetached([], "sh", "-c", "head -c 100000 /dev/zero | tr '\\0' x; echo; seq 1 10000");
        await WaitForState(name, "exited");
        string[] lines = (await Docker("logs", name)).Ok().Lines;
        Assert.Equal(new string('x', 100_000), lines[0]);
        Assert.Equal(Enumerable.Range(1, 10_000).Select(i => i.ToString()), lines[1..]);
    }

    [Fact]
    public async Task A_rotated_log_is_kept_within_its_bounds_and_ends_with_the_newest()
    {
        string name = await RunDetached(["--log-opt", "max-size=20k", "--log-opt", "max-file=2"], "seq", "1", "3000");
        await WaitForState(name, "exited");
        string[] lines = (await Docker("logs", name)).Ok().Lines;
        Assert.Equal("3000", lines[^1]);
        Assert.InRange(lines.Length, 100, 1000);
        Assert.Equal(Enumerable.Range(3001 - lines.Length, lines.Length).Select(i => i.ToString()), lines);
        string path = await Inspect(name, "{{.LogPath}}");
        Assert.Equal([Path.GetFileName(path), Path.GetFileName(path) + ".1"], Directory.GetFiles(Path.GetDirectoryName(path)!, "*-json.log*").Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task The_log_file_is_in_the_json_file_format()
    {
        string name = await RunDetached([], "sh", "-c", "printf 'a\\tb\"\\\\\\001\\n'");
        await WaitForState(name, "exited");
        string line = await File.ReadAllTextAsync(await Inspect(name, "{{.LogPath}}"));
        Assert.Matches(@"^\{""log"":"".*"",""stream"":""stdout"",""time"":""[-0-9T:.]+Z""\}\n$", line);
        Assert.Equal("a\tb\"\\\u0001\n", JsonDocument.Parse(line).RootElement.GetProperty("log").GetString());
    }

    [Fact]
    public async Task The_none_driver_has_nothing_to_read()
    {
        string name = await RunDetached(["--log-driver", "none"], "echo", "hello");
        await WaitForState(name, "exited");
        (await Docker("logs", name)).FailsSaying("does not support reading");
    }

    [Fact]
    public async Task A_terminals_output_is_logged_as_it_is()
    {
        string name = await RunDetached(["-t"], "sh", "-c", "echo one; echo two >&2");
        await WaitForState(name, "exited");
        Assert.Equal("one\r\ntwo\r\n", (await Docker("logs", name)).Ok().Stdout);
    }
}
