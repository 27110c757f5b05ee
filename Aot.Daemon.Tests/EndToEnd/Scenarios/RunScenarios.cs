using System.Security.Cryptography;
using Aot.Daemon.Tests.EndToEnd.Fixtures;
using Aot.Daemon.Tests.EndToEnd.Images;
using Xunit;
using Xunit.Abstractions;

namespace Aot.Daemon.Tests.EndToEnd.Scenarios;

/// <summary>`docker run` in the foreground: output, input, exit codes, what is left.</summary>
public abstract class RunScenarios(DaemonFixture fixture, ITestOutputHelper output) : DaemonScenarios(fixture, output)
{
    [Theory]
    [InlineData("none")]
    [InlineData("host")]
    public async Task Run_prints_what_the_container_prints_on_both_outputs(string network)
    {
        CliResult result = await Docker("run", "--rm", "--network", network, TestImage.Plain, "sh", "-c", "echo out; echo err >&2");
        Assert.Equal("out\n", result.Ok().Stdout);
        Assert.Equal("err\n", result.Stderr);
    }

    [Theory]
    [InlineData(0, "true")]
    [InlineData(3, "sh", "-c", "exit 3")]
    [InlineData(255, "sh", "-c", "exit 255")]
    [InlineData(127, "no-such-command")]
    [InlineData(127, "/no/such/file")]
    [InlineData(126, "/not-executable")]
    [InlineData(126, "/etc")]
    public async Task Run_ends_with_the_exit_code_of(int expected, params string[] command) =>
        (await Run([TestImage.Plain, .. command])).Expect(expected);

    [Fact]
    public async Task A_container_that_is_killed_ends_with_137() =>
        (await Run("--pid", "host", TestImage.Plain, "sh", "-c", "kill -9 $$")).Expect(137);

    [Fact]
    public async Task Run_with_an_unknown_flag_ends_with_125() => (await Run("--no-such-flag", TestImage.Plain)).Expect(125);

    [Fact]
    public async Task Run_of_a_refused_container_ends_with_125() => (await Run("--memory", "1", TestImage.Plain, "true")).Expect(125);

    [Fact]
    public async Task A_missing_command_is_named_in_the_error()
    {
        CliResult result = await Run(TestImage.Plain, "no-such-command");
        Assert.Contains("no-such-command", result.Expect(127).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_whose_command_is_missing_stays_created_with_its_error()
    {
        string name = NewName();
        (await Docker("run", "--name", name, "--network", "none", TestImage.Plain, "no-such-command")).Expect(127);
        Assert.Equal("created 127 0", await Inspect(name, "{{.State.Status}} {{.State.ExitCode}} {{.State.Pid}}"));
        Assert.Contains("no-such-command", await Inspect(name, "{{.State.Error}}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_program_that_the_kernel_does_not_know_is_an_error() =>
        Assert.NotEqual(0, (await Run(TestImage.Plain, "/not-a-program")).ExitCode);

    [Fact]
    public async Task Ten_megabytes_go_in_and_come_out_unchanged()
    {
        byte[] input = new byte[10_000_000];
        new Random(7).NextBytes(input);
        CliResult result = await Daemon.Cli.RunAsync(input, 60, "run", "--rm", "-i", "--network", "none", TestImage.Plain, "cat");
        Assert.Equal(Convert.ToHexString(SHA256.HashData(input)), Convert.ToHexString(SHA256.HashData(result.Ok().Output)));
    }

    [Fact]
    public async Task Ten_megabytes_of_input_arrive_whole()
    {
        byte[] input = new byte[10_000_000];
        new Random(8).NextBytes(input);
        CliResult result = await Daemon.Cli.RunAsync(input, 60, "run", "--rm", "-i", "--network", "none", TestImage.Plain, "sha256sum");
        Assert.StartsWith(Convert.ToHexStringLower(SHA256.HashData(input)), result.Ok().Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_after_the_end_of_input_is_not_lost()
    {
        CliResult result = await Daemon.Cli.RunAsync(
            "in\n"u8.ToArray(), 30, "run", "--rm", "-i", "--network", "none", TestImage.Plain, "sh", "-c", "cat; sleep 0.3; echo after; exit 4");
        Assert.Equal("in\nafter\n", result.Expect(4).Stdout);
    }

    [Fact]
    public async Task Without_i_the_input_is_at_its_end()
    {
        CliResult result = await Daemon.Cli.RunAsync("not to be read\n"u8.ToArray(), 30, "run", "--rm", "--network", "none", TestImage.Plain, "cat");
        Assert.Equal("", result.Ok().Stdout);
    }

    [Fact]
    public async Task Rm_leaves_no_container()
    {
        string name = NewName();
        (await Run("--name", name, TestImage.Plain, "true")).Ok();
        (await Docker("inspect", name)).FailsSaying("No such");
    }

    [Fact]
    public async Task A_detached_container_with_rm_goes_when_it_ends()
    {
        string name = NewName();
        string id = (await Docker("run", "-d", "--rm", "--name", name, "--network", "none", TestImage.Plain, "sleep", "0.2")).Ok().Trimmed;
        Assert.Matches("^[0-9a-f]{64}$", id);
        await Poll.UntilAsync(async () => (await Docker("ps", "-aq", "--filter", "name=" + name)).Trimmed.Length == 0, "the container goes");
    }

    [Fact]
    public async Task A_containers_own_changes_stay_until_it_is_removed()
    {
        string name = NewName();
        (await Docker("run", "--name", name, "--network", "none", TestImage.Plain, "sh", "-c", "[ -e /mark ] && echo seen; touch /mark")).Ok();
        Assert.Equal("seen\n", (await Docker("start", "-a", name)).Ok().Stdout);
        Assert.Equal("", (await Run(TestImage.Plain, "sh", "-c", "[ -e /mark ] && echo seen; true")).Ok().Stdout);
    }

    [Theory]
    [InlineData("entry command\n")]
    [InlineData("entry other words\n", "other", "words")]
    public async Task The_images_entrypoint_gets_the_command(string expected, params string[] command) =>
        Assert.Equal(expected, (await Run([TestImage.Entry, .. command])).Ok().Stdout);

    [Fact]
    public async Task An_entrypoint_of_ones_own_drops_the_images_command() =>
        Assert.Equal("mine\n", (await Run("--entrypoint", "/bin/echo", TestImage.Entry, "mine")).Ok().Stdout);

    [Fact]
    public async Task User_working_directory_and_labels_come_from_the_image()
    {
        Assert.Equal("app\n/app\n", (await Run("--entrypoint", "sh", TestImage.Entry, "-c", "whoami; pwd")).Ok().Stdout);
        string name = NewName();
        (await Docker("create", "--name", name, "--network", "none", "--label", "org.example.origin=mine", TestImage.Entry)).Ok();
        Assert.Equal("mine yes", await Inspect(name, "{{index .Config.Labels \"org.example.origin\"}} {{index .Config.Labels \"only.image\"}}"));
    }

    [Theory]
    [InlineData("uid=1000(app) gid=1000(app) groups=1000(app),2000(extra),2001(more)", "app")]
    [InlineData("uid=1000(app) gid=1000(app) groups=1000(app),2000(extra),2001(more)", "1000")]
    [InlineData("uid=1000(app) gid=2000(extra) groups=2000(extra)", "app:extra")]
    [InlineData("uid=1234 gid=0(root) groups=0(root)", "1234")]
    [InlineData("uid=1234 gid=4321 groups=4321", "1234:4321")]
    [InlineData("uid=0(root) gid=0(root) groups=0(root),2001(more),2999", "root", "--group-add", "more", "--group-add", "2999")]
    public async Task Users_are_looked_up_in_the_image(string expected, string user, params string[] options) =>
        Assert.Equal(expected, (await Run(["--user", user, .. options, TestImage.Plain, "id"])).Ok().Trimmed);

    [Fact]
    public async Task An_unknown_user_is_refused() => (await Run("--user", "nosuchuser", TestImage.Plain, "true")).FailsSaying("nosuchuser");

    [Fact]
    public async Task An_image_without_a_command_needs_one()
    {
        (await Run(TestImage.Empty)).Expect(125).FailsSaying("no command specified");
        Assert.Equal("hello\n", (await Run(TestImage.Empty, "/bin/echo", "hello")).Ok().Stdout);
    }

    [Fact]
    public async Task The_cidfile_holds_the_id()
    {
        string file = Path.Combine(Daemon.Root, NewName());
        string name = NewName();
        (await Docker("run", "--cidfile", file, "--name", name, "--network", "none", TestImage.Plain, "true")).Ok();
        Assert.Equal(await Inspect(name, "{{.Id}}"), await File.ReadAllTextAsync(file));
    }

    [Fact]
    public async Task Layers_hide_replace_and_keep_what_they_should()
    {
        const string script = """
            cat /etc/motd; ls /opaque; ls /gone 2>/dev/null; cat /was-directory
            stat -c '%a %h' /usr/bin/set-user-id /usr/bin/linked /tmp; cat /usr/bin/linked-too; stat -c '%u:%g %Y' /app/data; find / -xdev -name '.wh.*'
            """;
        CliResult result = await Run(TestImage.Plain, "sh", "-c", script);
        Assert.Equal(
            "the second layer\nnew\na file now\n4755 1\n644 2\n1777 2\none file, two names\n1000:1000 1700000000\n", result.Stdout);
    }
}
